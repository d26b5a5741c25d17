package org.consentry.gateway.proof;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.consentry.crypto.signature.CanonicalJson;
import org.consentry.crypto.signature.Canonicalization;
import org.consentry.crypto.signature.JsonCanonicalizer;
import org.consentry.gateway.NodeBell;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.ledger.entry.Commitment;
import org.consentry.ledger.entry.Entry;
import org.consentry.ledger.entry.EntryKind;
import org.consentry.ledger.entry.Salt;
import org.consentry.ledger.entry.Signer;
import org.consentry.ledger.postgres.PostgresLedgerStore;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The ledger's inbox on the connection of the current transaction. */
@Component
class JdbcLedgering implements Ledgering {
    private final DataSource database;
    private final JdbcClient jdbc;
    private final PostgresLedgerStore store;
    private final Pseudonyms pseudonyms;
    private final NodeBell bell;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    JdbcLedgering(
            DataSource database,
            JdbcClient jdbc,
            PostgresLedgerStore store,
            Pseudonyms pseudonyms,
            NodeBell bell,
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
        Fact fact = new Fact(kind, patientId, Optional.empty(), Optional.empty(), Optional.empty(), Party.in(content));
        Commitment commitment = Commitment.over(Salt.random(random), content, canonical.bytes());
        return append(List.of(new Committed(fact, commitment, clock.instant()))).getFirst();
    }

    /** What a fact's entry says besides its commitment. */
    record Fact(
            EntryKind kind,
            Optional<String> patientId,
            Optional<String> reference,
            Optional<Signer> signer,
            Optional<Signer> author,
            Party party) {}

    /** A fact with the commitment to it. */
    record Committed(Fact fact, Commitment commitment, Instant at) {
        private Entry entry(Pseudonyms pseudonyms) {
            return new Entry(
                    fact.kind(),
                    at,
                    commitment.commit(),
                    fact.patientId()
                            .map(patient -> pseudonyms.of(patient, fact.party().organization())),
                    fact.signer(),
                    fact.author());
        }
    }

    /** Adds entries with commitments that were made elsewhere; their receipts in the same order. */
    List<Receipt> append(List<Committed> facts) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("a ledger entry is written in the transaction of its fact");
        }
        List<Entry> entries = facts.stream().map(each -> each.entry(pseudonyms)).toList();
        submit(entries);
        List<byte[]> digests =
                entries.stream().map(entry -> entry.digest().bytes()).toList();
        note(facts, digests);
        List<Receipt> receipts = new ArrayList<>(facts.size());
        for (int i = 0; i < digests.size(); i++) {
            receipts.add(
                    new Receipt(digests.get(i), facts.get(i).commitment().salt().bytes()));
        }
        return receipts;
    }

    private void note(List<Committed> facts, List<byte[]> digests) {
        jdbc.sql("INSERT INTO proof_commitment (digest, kind, patient_id, reference, at, opening, party, actor) "
                        + "SELECT * FROM unnest(?::bytea[], ?::int[], ?::text[], ?::text[], ?::text[]::timestamptz[], "
                        + "?::bytea[], ?::text[], ?::text[])")
                .param(digests.toArray(byte[][]::new))
                .param(facts.stream().map(each -> each.fact().kind().code()).toArray(Integer[]::new))
                .param(texts(facts, each -> each.fact().patientId()))
                .param(texts(facts, each -> each.fact().reference()))
                .param(texts(facts, each -> Optional.of(each.at().toString())))
                .param(facts.stream().map(each -> each.commitment().bytes()).toArray(byte[][]::new))
                .param(texts(facts, each -> each.fact().party().organization()))
                .param(texts(facts, each -> each.fact().party().actor()))
                .update();
    }

    private static @Nullable String[] texts(List<Committed> facts, Function<Committed, Optional<String>> column) {
        return facts.stream().map(each -> column.apply(each).orElse(null)).toArray(String[]::new);
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

    private void submit(List<Entry> entries) {
        Connection connection = DataSourceUtils.getConnection(database);
        try {
            store.inbox().append(connection, entries);
        } catch (SQLException e) {
            throw Problem.causedBy(ProblemKind.BUSY, "The ledger cannot be written now; try again", e);
        } finally {
            DataSourceUtils.releaseConnection(connection, database);
        }
        bell.ringAfterCommit();
    }
}
