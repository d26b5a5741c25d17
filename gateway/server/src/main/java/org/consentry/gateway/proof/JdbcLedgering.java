package org.consentry.gateway.proof;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.consentry.crypto.signature.CanonicalJson;
import org.consentry.crypto.signature.Canonicalization;
import org.consentry.crypto.signature.JsonCanonicalizer;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.ledger.entry.Commitment;
import org.consentry.ledger.entry.Entry;
import org.consentry.ledger.entry.EntryKind;
import org.consentry.ledger.entry.PseudonymKey;
import org.consentry.ledger.entry.Salt;
import org.consentry.ledger.entry.Signer;
import org.consentry.ledger.merkle.Hash;
import org.consentry.ledger.postgres.PostgresLedgerStore;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The ledger's inbox on the connection of the current transaction. */
@Component
class JdbcLedgering implements Ledgering {
    private final DataSource database;
    private final JdbcClient jdbc;
    private final PostgresLedgerStore store;
    private final PseudonymKey pseudonyms;
    private final LedgerBell bell;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    JdbcLedgering(
            DataSource database,
            JdbcClient jdbc,
            PostgresLedgerStore store,
            PseudonymKey pseudonyms,
            LedgerBell bell,
            Clock clock) {
        this.database = database;
        this.jdbc = jdbc;
        this.store = store;
        this.pseudonyms = pseudonyms;
        this.bell = bell;
        this.clock = clock;
    }

    @Override
    public Receipt append(EntryKind kind, Optional<String> patientId, byte[] content) {
        CanonicalJson canonical = canonical(content);
        return append(
                new Fact(kind, patientId, Optional.empty(), Optional.empty(), Optional.empty(), Party.in(content)),
                Commitment.over(Salt.random(random), content, canonical.bytes()),
                clock.instant());
    }

    /** What a fact's entry says besides its commitment. */
    record Fact(
            EntryKind kind,
            Optional<String> patientId,
            Optional<String> reference,
            Optional<Signer> signer,
            Optional<Signer> author,
            Party party) {}

    /** Adds an entry with a commitment that was made elsewhere. */
    Receipt append(Fact fact, Commitment commitment, Instant at) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("a ledger entry is written in the transaction of its fact");
        }
        Entry entry = new Entry(
                fact.kind(),
                at,
                commitment.commit(),
                fact.patientId().map(pseudonyms::of),
                fact.signer(),
                fact.author());
        submit(entry);
        Hash digest = entry.digest();
        jdbc.sql("INSERT INTO proof_commitment (digest, kind, patient_id, reference, at, opening, party, actor) "
                        + "VALUES (:digest, :kind, :patient, :reference, :at, :opening, :party, :actor)")
                .param("digest", digest.bytes())
                .param("kind", fact.kind().code())
                .param("patient", fact.patientId().orElse(null))
                .param("reference", fact.reference().orElse(null))
                .param("at", Timestamp.from(at))
                .param("opening", commitment.bytes())
                .param("party", fact.party().organization().orElse(null))
                .param("actor", fact.party().actor().orElse(null))
                .update();
        return new Receipt(digest.bytes(), commitment.salt().bytes());
    }

    Salt freshSalt() {
        return Salt.random(random);
    }

    static CanonicalJson canonical(byte[] json) {
        if (JsonCanonicalizer.strict().read(json) instanceof Canonicalization.Canonical canonical) {
            return canonical.json();
        }
        throw Problem.of(ProblemKind.UNPROCESSABLE, "The content holds a number or a text that has no canonical form");
    }

    private void submit(Entry entry) {
        Connection connection = DataSourceUtils.getConnection(database);
        try {
            store.inbox().append(connection, List.of(entry));
        } catch (SQLException e) {
            throw Problem.causedBy(ProblemKind.BUSY, "The ledger cannot be written now; try again", e);
        } finally {
            DataSourceUtils.releaseConnection(connection, database);
        }
        wakeAfterCommit();
    }

    private void wakeAfterCommit() {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                bell.ring();
            }
        });
    }
}
