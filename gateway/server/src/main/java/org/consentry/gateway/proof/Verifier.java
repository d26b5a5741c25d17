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
import org.consentry.crypto.signature.CanonicalJson;
import org.consentry.crypto.signature.Canonicalization;
import org.consentry.crypto.signature.JsonCanonicalizer;
import org.consentry.gateway.GatewaySettings;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.proof.signature.ContentSignature;
import org.consentry.gateway.proof.signature.MemberKeys;
import org.consentry.gateway.proof.signature.SignatureCheck;
import org.consentry.gateway.proof.signature.SignatureFinding;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.ledger.entry.Commitment;
import org.consentry.ledger.entry.Entry;
import org.consentry.ledger.log.LedgerReader;
import org.consentry.ledger.log.LoggedEntry;
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
 * entry commits to, and the authority's signature must hold over it, as must the author's over what it handed in. One
 * changed byte in any version of that bundle is found.
 */
@Component
public class Verifier {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String BUNDLE = "SELECT b.bundle_id, b.source, b.at, b.versions, b.provenances, b.digest, "
            + "b.receipted, c.opening, a.signed FROM proof_bundle b JOIN proof_commitment c USING (digest) "
            + "LEFT JOIN proof_author_signature a USING (bundle_id) ";
    private static final int MOST_PROVENANCES = 1_000;

    public record Bundle(
            String id,
            Instant at,
            List<String> versions,
            List<String> provenances,
            byte[] opening,
            byte[] digest,
            boolean receipted,
            Optional<SignatureCheck.Authored> authored) {}

    private final Records records;
    private final JdbcClient jdbc;
    private final Receipts receipts;
    private final LedgerReader ledger;
    private final SignatureCheck signatures;
    private final ContentSignature content;
    private final SignedBundle bundles;

    Verifier(
            Records records,
            JdbcClient jdbc,
            Receipts receipts,
            LedgerReader ledger,
            Authority authority,
            MemberKeys members,
            GatewaySettings settings) {
        this.records = records;
        this.jdbc = jdbc;
        this.receipts = receipts;
        this.ledger = ledger;
        this.signatures = new SignatureCheck(authority.keys(), members);
        this.content = new ContentSignature(authority.keys(), members, settings);
        this.bundles = new SignedBundle(settings.fhir());
    }

    /**
     * Verifies the current version of a resource, or the bundle of a Provenance; of a Bundle that carries a signature of its
     * own, that too.
     */
    public Verdict verify(ResourceId id) {
        Optional<StoredVersion> version = records.current(id, new Visibility.Everything());
        if (version.isEmpty()) {
            return new Verdict.Unsigned();
        }
        Optional<Bundle> bundle = id.type().equals("Provenance") ? bundle(id.id()) : bundleOf(version.get());
        return bundle.map(known -> verified(known, version.get())).orElse(new Verdict.Unsigned());
    }

    private Verdict verified(Bundle bundle, StoredVersion version) {
        Verdict verdict = verified(bundle);
        Optional<SignatureFinding> own = version.id().type().equals("Bundle") ? content.of(version) : Optional.empty();
        return own.isPresent() && verdict instanceof Verdict.Sound sound
                ? sound.with(own.get(), version.versionedReference())
                : verdict;
    }

    private Verdict verified(Bundle bundle) {
        Verdict verdict = check(bundle);
        return verdict instanceof Verdict.Sound sound
                ? new Verdict.Sound(
                        sound.bundle(),
                        sound.signatures(),
                        receipts.receipt(bundle.digest(), bundle.opening())
                                .map(TlogProof::encoded)
                                .map(text -> Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))))
                : verdict;
    }

    /** Bundles in the order of their storing, after a place in it and before a time. */
    public List<Bundle> bundles(Instant afterAt, String afterId, Instant before, int limit) {
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
    public Verdict check(Bundle bundle) {
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
        Optional<Entry> logged = ledger.entry(Hash.of(bundle.digest())).map(LoggedEntry::entry);
        if (!isLogged(bundle, commitment, logged)) {
            return new Verdict.Altered("Bundle/" + bundle.id());
        }
        return signatures(bundle, canonical.json(), logged);
    }

    /** The published entry commits to the same and names as many signers; a young one may wait for its checkpoint. */
    private static boolean isLogged(Bundle bundle, Commitment commitment, Optional<Entry> logged) {
        return logged.map(entry -> entry.commit().equals(commitment.commit())
                        && entry.author().isPresent() == bundle.authored().isPresent())
                .orElse(!bundle.receipted());
    }

    /** Every patient's Provenance must carry the same signatures. */
    private Verdict signatures(Bundle bundle, CanonicalJson canonical, Optional<Entry> logged) {
        Verdict verdict = new Verdict.Altered("Provenance/" + bundle.id());
        Optional<JsonNode> checked = Optional.empty();
        for (String id : bundle.provenances()) {
            String where = "Provenance/" + id;
            Optional<JsonNode> signed = signaturesOf(id);
            if (signed.isEmpty()) {
                return new Verdict.Altered(where);
            }
            if (!signed.equals(checked)) {
                verdict = Verdict.of(
                        "Bundle/" + bundle.id(),
                        where,
                        signatures.of(canonical, signed.get(), bundle.authored(), logged));
                checked = signed;
            }
            if (!(verdict instanceof Verdict.Sound)) {
                return verdict;
            }
        }
        return verdict;
    }

    /** The signatures of a Provenance without its receipt, which each gets for itself. */
    private Optional<JsonNode> signaturesOf(String provenanceId) {
        return records.current(new ResourceId("Provenance", provenanceId), new Visibility.Everything())
                .map(stored -> JSON.readTree(stored.json()).path("signature"))
                .filter(signatures -> signatures.path(0).isObject())
                .map(ProvenanceJson::withoutReceipt);
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
                List.of((String[]) row.getArray("provenances").getArray()),
                row.getBytes("opening"),
                row.getBytes("digest"),
                row.getBoolean("receipted"),
                authored(row));
    }

    private static Optional<SignatureCheck.Authored> authored(ResultSet row) throws SQLException {
        byte[] signed = row.getBytes("signed");
        return signed == null
                ? Optional.empty()
                : Optional.of(new SignatureCheck.Authored(new OrganizationId(row.getString("source")), signed));
    }
}
