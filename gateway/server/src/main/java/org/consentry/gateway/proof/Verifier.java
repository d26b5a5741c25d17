package org.consentry.gateway.proof;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.consentry.crypto.signature.BundleVerifier;
import org.consentry.crypto.signature.CanonicalJson;
import org.consentry.crypto.signature.Canonicalization;
import org.consentry.crypto.signature.JsonCanonicalizer;
import org.consentry.crypto.signature.Verification;
import org.consentry.gateway.GatewaySettings;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.ledger.entry.Commitment;
import org.consentry.ledger.log.LedgerReader;
import org.consentry.ledger.merkle.Hash;
import org.consentry.ledger.proof.TlogProof;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Checks what the store holds against what was signed and logged.
 *
 * <p>The bundle a version came with is put together again from the store; its canonical hash must be the one the ledger
 * entry commits to, and the authority's signature must hold over it. One changed byte in any version of that bundle is
 * found.
 */
@Component
public class Verifier {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String BUNDLE = "SELECT b.bundle_id, b.at, b.versions, b.digest, b.receipted, c.opening "
            + "FROM proof_bundle b JOIN proof_commitment c USING (digest) ";
    private static final int MOST_PROVENANCES = 1_000;

    record Bundle(String id, Instant at, List<String> versions, byte[] opening, byte[] digest, boolean receipted) {}

    private final Records records;
    private final JdbcClient jdbc;
    private final Receipts receipts;
    private final LedgerReader ledger;
    private final BundleVerifier signatures;
    private final SignedBundle bundles;

    Verifier(
            Records records,
            JdbcClient jdbc,
            Receipts receipts,
            LedgerReader ledger,
            Authority authority,
            GatewaySettings settings) {
        this.records = records;
        this.jdbc = jdbc;
        this.receipts = receipts;
        this.ledger = ledger;
        this.signatures = new BundleVerifier(authority.keys());
        this.bundles = new SignedBundle(settings.fhir());
    }

    /** Verifies the current version of a resource, or the bundle of a Provenance. */
    public Verdict verify(ResourceId id) {
        Optional<StoredVersion> version = records.current(id, new Visibility.Everything());
        if (version.isEmpty()) {
            return new Verdict.Unsigned();
        }
        Optional<Bundle> bundle = id.type().equals("Provenance") ? bundle(id.id()) : bundleOf(version.get());
        return bundle.map(this::verified).orElse(new Verdict.Unsigned());
    }

    private Verdict verified(Bundle bundle) {
        Verdict verdict = check(bundle);
        return verdict instanceof Verdict.Sound sound
                ? new Verdict.Sound(
                        sound.bundle(),
                        receipts.receipt(bundle.digest(), bundle.opening())
                                .map(TlogProof::encoded)
                                .map(text -> Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))))
                : verdict;
    }

    /** Bundles in the order of their storing, after a place in it and before a time. */
    List<Bundle> bundles(Instant afterAt, String afterId, Instant before, int limit) {
        return jdbc.sql(BUNDLE + "WHERE (b.at, b.bundle_id) > (:afterAt, :afterId) AND b.at < :before "
                        + "ORDER BY b.at, b.bundle_id LIMIT :limit")
                .param("afterAt", Timestamp.from(afterAt))
                .param("afterId", afterId)
                .param("before", Timestamp.from(before))
                .param("limit", limit)
                .query((row, index) -> read(row))
                .list();
    }

    /** Content, signature and ledger entry of one bundle; without its receipt. */
    Verdict check(Bundle bundle) {
        List<StoredVersion> versions = new ArrayList<>(bundle.versions().size());
        for (String reference : bundle.versions()) {
            Optional<StoredVersion> version = stored(reference);
            if (version.isEmpty()) {
                return new Verdict.Altered(reference);
            }
            versions.add(version.get());
        }
        if (!(JsonCanonicalizer.strict().read(bundles.bytes(bundle.id(), bundle.at(), versions))
                instanceof Canonicalization.Canonical canonical)) {
            return new Verdict.Altered("Bundle/" + bundle.id());
        }
        Commitment commitment = Commitment.parse(bundle.opening());
        if (!Hash.sha256(canonical.json().bytes()).equals(commitment.canonical())) {
            return new Verdict.Altered("Bundle/" + bundle.id());
        }
        if (!isLogged(bundle, commitment)) {
            return new Verdict.Altered("Bundle/" + bundle.id());
        }
        return signature(bundle, canonical.json());
    }

    /** The published entry commits to the same; a young one may still wait for its checkpoint. */
    private boolean isLogged(Bundle bundle, Commitment commitment) {
        return ledger.entry(Hash.of(bundle.digest()))
                .map(logged -> logged.entry().commit().equals(commitment.commit()))
                .orElse(!bundle.receipted());
    }

    private Verdict signature(Bundle bundle, CanonicalJson canonical) {
        Optional<byte[]> element = records.current(
                        new ResourceId("Provenance", bundle.id()), new Visibility.Everything())
                .map(stored -> JSON.readTree(stored.json()).path("signature").path(0))
                .filter(JsonNode::isObject)
                .map(node -> node.toString().getBytes(StandardCharsets.UTF_8));
        if (element.isEmpty()) {
            return new Verdict.Altered("Provenance/" + bundle.id());
        }
        return switch (signatures.verify(canonical, element.get())) {
            case Verification.Valid valid -> new Verdict.Sound("Bundle/" + bundle.id(), Optional.empty());
            case Verification.UnknownKey unknown -> new Verdict.UnknownKey("Provenance/" + bundle.id());
            default -> new Verdict.BadSignature("Provenance/" + bundle.id());
        };
    }

    private Optional<StoredVersion> stored(String versionedReference) {
        int history = versionedReference.indexOf("/_history/");
        return records.version(
                ResourceId.parse(versionedReference.substring(0, history)),
                Long.parseLong(versionedReference.substring(history + "/_history/".length())),
                new Visibility.Everything());
    }

    /** The bundle that made a version, by way of the Provenances that target the resource. */
    private Optional<Bundle> bundleOf(StoredVersion version) {
        String wanted = version.versionedReference();
        return records
                .search(
                        "Provenance",
                        "target=" + version.id().reference() + "&_sort=-_lastUpdated",
                        new Visibility.Everything(),
                        MOST_PROVENANCES)
                .stream()
                .map(provenance -> bundle(provenance.id().id()))
                .flatMap(Optional::stream)
                .filter(bundle -> bundle.versions().contains(wanted))
                .findFirst();
    }

    private Optional<Bundle> bundle(String provenanceId) {
        int dot = provenanceId.lastIndexOf('.');
        String bundleId = dot < 0 ? provenanceId : provenanceId.substring(0, dot);
        return jdbc.sql(BUNDLE + "WHERE b.bundle_id = :id")
                .param("id", bundleId)
                .query((row, index) -> read(row))
                .optional();
    }

    private static Bundle read(ResultSet row) throws SQLException {
        return new Bundle(
                row.getString("bundle_id"),
                row.getTimestamp("at").toInstant(),
                List.of((String[]) row.getArray("versions").getArray()),
                row.getBytes("opening"),
                row.getBytes("digest"),
                row.getBoolean("receipted"));
    }
}
