package org.consentry.gateway.proof;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.record.Author;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.Write;
import org.consentry.ledger.entry.Commitment;
import org.consentry.ledger.log.LedgerReader;
import org.consentry.ledger.log.ProofAnswer;
import org.consentry.ledger.merkle.Hash;
import org.consentry.ledger.proof.ReceiptExtra;
import org.consentry.ledger.proof.TlogProof;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Puts receipts into the Provenances of bundles that a published checkpoint has come to cover. */
@Component
class Receipts {
    private static final int BATCH = 200;

    private record Pending(
            String bundleId,
            byte[] digest,
            OrganizationId source,
            Instant at,
            List<String> provenances,
            byte[] opening) {}

    private final LedgerReader reader;
    private final Records records;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    Receipts(LedgerReader reader, Records records, JdbcClient jdbc, TransactionTemplate transaction) {
        this.reader = reader;
        this.records = records;
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /** Completes what can be completed now. */
    void complete() {
        int done;
        do {
            Integer completed = transaction.execute(status -> completeSome());
            done = completed == null ? 0 : completed;
        } while (done == BATCH);
    }

    /** The receipt of an entry with the opening of its commitment, once a checkpoint covers it. */
    Optional<TlogProof> receipt(byte[] digest, byte[] opening) {
        return reader.proof(Hash.of(digest)) instanceof ProofAnswer.Proved proved
                ? Optional.of(opened(proved, opening))
                : Optional.empty();
    }

    private static TlogProof opened(ProofAnswer.Proved proved, byte[] opening) {
        return proved.receipt()
                .withExtra(new ReceiptExtra(proved.entry().entry(), Optional.of(Commitment.parse(opening))).bytes());
    }

    private int completeSome() {
        // A power cut may undo this whole transaction, which is then done again; nobody waits for the disk meanwhile.
        jdbc.sql("SET LOCAL synchronous_commit TO off").update();
        // Locked and skipped: replicas share the work and never do it twice. A crash before the commit leaves the
        // bundles as they were; the next round completes them.
        List<Pending> pending = jdbc.sql("SELECT b.bundle_id, b.digest, b.source, b.at, b.provenances, c.opening "
                        + "FROM proof_bundle b JOIN proof_commitment c USING (digest) WHERE NOT b.receipted "
                        + "ORDER BY b.at LIMIT :batch FOR UPDATE OF b SKIP LOCKED")
                .param("batch", BATCH)
                .query((row, index) -> read(row))
                .list();
        Map<Pending, TlogProof> proofs = new LinkedHashMap<>();
        Map<Hash, ProofAnswer.Proved> receipts = reader.receipts(
                pending.stream().map(bundle -> Hash.of(bundle.digest())).toList());
        for (Pending bundle : pending) {
            ProofAnswer.Proved proved = receipts.get(Hash.of(bundle.digest()));
            if (proved != null) {
                proofs.put(bundle, opened(proved, bundle.opening()));
            }
        }
        if (proofs.isEmpty()) {
            return 0;
        }
        completed(proofs)
                .forEach((source, own) -> records.write(own, new Author(source, "gateway", Author.Kind.BOOKKEEPING)));
        jdbc.sql("UPDATE proof_bundle SET receipted = true WHERE bundle_id = ANY(:bundles)")
                .param(
                        "bundles",
                        proofs.keySet().stream().map(Pending::bundleId).toArray(String[]::new))
                .update();
        return proofs.size();
    }

    /** The Provenances with their receipts, by the account they are written on. */
    private Map<OrganizationId, List<Write>> completed(Map<Pending, TlogProof> proofs) {
        Map<String, byte[]> waiting = new HashMap<>();
        records.takeBack(proofs.keySet().stream()
                        .flatMap(bundle -> bundle.provenances().stream())
                        .toList())
                .forEach(paper -> waiting.put(paper.id().orElseThrow(), paper.json()));
        Map<OrganizationId, List<Write>> writes = new HashMap<>();
        proofs.forEach((bundle, proof) -> {
            List<Write> own = writes.computeIfAbsent(bundle.source(), source -> new ArrayList<>());
            for (String id : bundle.provenances()) {
                Optional.ofNullable(waiting.get(id))
                        .or(() -> stored(id))
                        .ifPresent(json -> own.add(with(proof, bundle, id, json)));
            }
        });
        return writes;
    }

    private Optional<byte[]> stored(String provenanceId) {
        return records.current(new ResourceId("Provenance", provenanceId), new Visibility.Everything())
                .filter(stored -> stored.change() != StoredVersion.Change.DELETED)
                .map(StoredVersion::json);
    }

    private static Write with(TlogProof proof, Pending bundle, String provenanceId, byte[] json) {
        String data = Base64.getEncoder().encodeToString(proof.encoded().getBytes(StandardCharsets.UTF_8));
        return new Write.Put(
                new ResourceId("Provenance", provenanceId),
                ProvenanceJson.withReceipt(json, bundle.at().toString(), data),
                OptionalLong.empty());
    }

    private static Pending read(ResultSet row) throws SQLException {
        return new Pending(
                row.getString("bundle_id"),
                row.getBytes("digest"),
                new OrganizationId(row.getString("source")),
                row.getTimestamp("at").toInstant(),
                List.of((String[]) row.getArray("provenances").getArray()),
                row.getBytes("opening"));
    }
}
