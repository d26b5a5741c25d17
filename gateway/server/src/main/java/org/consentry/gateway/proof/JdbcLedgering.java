package org.consentry.gateway.proof;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.consentry.crypto.signature.CanonicalJson;
import org.consentry.crypto.signature.Canonicalization;
import org.consentry.crypto.signature.JsonCanonicalizer;
import org.consentry.gateway.NodeBell;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.statement.OneStatement;
import org.consentry.gateway.statement.Part;
import org.consentry.ledger.entry.Commitment;
import org.consentry.ledger.entry.Entry;
import org.consentry.ledger.entry.EntryKind;
import org.consentry.ledger.entry.Salt;
import org.consentry.ledger.entry.Signer;
import org.consentry.ledger.postgres.PostgresInbox;
import org.consentry.ledger.postgres.PostgresLedgerStore;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The ledger's inbox on the connection of the current transaction. */
@Component
class JdbcLedgering implements Ledgering {
    private static final String NOTE =
            "INSERT INTO proof_commitment (digest, kind, patient_id, reference, at, opening, party, actor) "
                    + "SELECT * FROM unnest(?::bytea[], ?::int[], ?::text[], ?::text[], ?::text[]::timestamptz[], "
                    + "?::bytea[], ?::text[], ?::text[])";

    private final JdbcTemplate jdbc;
    private final PostgresLedgerStore store;
    private final Pseudonyms pseudonyms;
    private final NodeBell bell;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    JdbcLedgering(JdbcTemplate jdbc, PostgresLedgerStore store, Pseudonyms pseudonyms, NodeBell bell, Clock clock) {
        this.jdbc = jdbc;
        this.store = store;
        this.pseudonyms = pseudonyms;
        this.bell = bell;
        this.clock = clock;
    }

    @Override
    public Receipt append(EntryKind kind, Optional<String> patientId, byte[] content) {
        OneStatement statement = new OneStatement();
        Receipt receipt = append(kind, patientId, content, statement::add);
        statement.run(jdbc);
        return receipt;
    }

    @Override
    public Receipt append(EntryKind kind, Optional<String> patientId, byte[] content, Consumer<Part> rows) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("a ledger entry is written in the transaction of its fact");
        }
        CanonicalJson canonical = canonical(content);
        Fact fact = new Fact(kind, patientId, Optional.empty(), Optional.empty(), Optional.empty(), Party.in(content));
        Commitment commitment = Commitment.over(Salt.random(random), content, canonical.bytes());
        return append(List.of(new Committed(fact, commitment, clock.instant())), rows)
                .getFirst();
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

    /**
     * Adds entries with commitments that were made elsewhere, by rows that somebody else sends in the transaction; their
     * receipts in the same order.
     */
    List<Receipt> append(List<Committed> facts, Consumer<Part> rows) {
        List<Entry> entries = facts.stream().map(each -> each.entry(pseudonyms)).toList();
        List<byte[]> digests =
                entries.stream().map(entry -> entry.digest().bytes()).toList();
        PostgresInbox.Addition pending = store.inbox().addition(entries);
        rows.accept(new Part(
                pending.sql(),
                pending.columns().stream()
                        .map(column -> new Part.Column(column.type(), column.values()))
                        .toList()));
        rows.accept(new Part(NOTE, notes(facts, digests)));
        bell.ringAfterCommit();
        List<Receipt> receipts = new ArrayList<>(facts.size());
        for (int i = 0; i < digests.size(); i++) {
            receipts.add(
                    new Receipt(digests.get(i), facts.get(i).commitment().salt().bytes()));
        }
        return receipts;
    }

    private static List<Part.Column> notes(List<Committed> facts, List<byte[]> digests) {
        return List.of(
                Part.Column.bytes(digests.toArray(byte[][]::new)),
                new Part.Column(
                        "int4",
                        facts.stream().map(each -> each.fact().kind().code()).toArray(Integer[]::new)),
                texts(facts, each -> each.fact().patientId()),
                texts(facts, each -> each.fact().reference()),
                texts(facts, each -> Optional.of(each.at().toString())),
                Part.Column.bytes(
                        facts.stream().map(each -> each.commitment().bytes()).toArray(byte[][]::new)),
                texts(facts, each -> each.fact().party().organization()),
                texts(facts, each -> each.fact().party().actor()));
    }

    private static Part.Column texts(List<Committed> facts, Function<Committed, Optional<String>> column) {
        return Part.Column.texts(
                facts.stream().map(each -> column.apply(each).orElse(null)).toArray(String[]::new));
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
}
