package org.consentry.gateway.sharing;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.consentry.gateway.audit.AuditFact;
import org.consentry.gateway.audit.AuditTrail;
import org.consentry.gateway.proof.Ledgering;
import org.consentry.gateway.statement.OneStatement;
import org.consentry.gateway.statement.Part;
import org.consentry.ledger.entry.EntryKind;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** What the stand-ins saw. */
public final class Remembered implements AuditTrail, Ledgering {
    public final Queue<AuditFact> facts = new ConcurrentLinkedQueue<>();
    public final Queue<String> entries = new ConcurrentLinkedQueue<>();

    @Override
    public void put(AuditFact fact) {
        facts.add(fact);
    }

    @Override
    public void put(AuditFact fact, OneStatement statement) {
        facts.add(fact);
    }

    @Override
    public void later(AuditFact fact) {
        facts.add(fact);
    }

    @Override
    public Receipt append(EntryKind kind, Optional<String> patientId, byte[] content) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("entries are appended in a transaction");
        }
        entries.add(kind + " " + new String(content, StandardCharsets.UTF_8));
        return new Receipt(new byte[32], new byte[32]);
    }

    @Override
    public Receipt append(EntryKind kind, Optional<String> patientId, byte[] content, Consumer<Part> rows) {
        return append(kind, patientId, content);
    }
}
