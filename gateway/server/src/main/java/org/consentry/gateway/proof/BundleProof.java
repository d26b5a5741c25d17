package org.consentry.gateway.proof;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.consentry.crypto.signature.BundleSignature;
import org.consentry.crypto.signature.CanonicalJson;
import org.consentry.gateway.GatewaySettings;
import org.consentry.gateway.record.Alongside;
import org.consentry.gateway.record.AuthorSignature;
import org.consentry.gateway.record.Paper;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.WriteBatch;
import org.consentry.gateway.record.WriteParticipant;
import org.consentry.gateway.statement.Part;
import org.consentry.ledger.entry.Commitment;
import org.consentry.ledger.entry.EntryKind;
import org.consentry.ledger.entry.Signer;
import org.consentry.ledger.merkle.Hash;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Signs every submission and commits it to the ledger, in the transaction that stores it.
 *
 * <p>What comes of it in the record is one Provenance for each patient the submission concerns (and one for what
 * concerns nobody), so that a patient's papers never name another's. Each carries the authority's signature over the
 * whole bundle, and the author's own over what it handed in, if it signed; the receipt joins them when a checkpoint covers
 * the entry.
 */
@Component
@Order(100)
class BundleProof implements WriteParticipant {
    private static final String NOTE =
            "INSERT INTO proof_bundle (bundle_id, digest, source, raw, at, versions, provenances) "
                    + "SELECT bundle_id, digest, source, raw, at, string_to_array(versions, ' '), "
                    + "string_to_array(provenances, ' ') FROM unnest(?::text[], ?::bytea[], ?::text[], ?::bytea[], "
                    + "?::text[]::timestamptz[], ?::text[], ?::text[]) "
                    + "AS n(bundle_id, digest, source, raw, at, versions, provenances)";

    private final Authority authority;
    private final JdbcLedgering ledger;
    private final JdbcClient jdbc;
    private final SignedBundle bundles;

    BundleProof(Authority authority, JdbcLedgering ledger, JdbcClient jdbc, GatewaySettings settings) {
        this.authority = authority;
        this.ledger = ledger;
        this.jdbc = jdbc;
        this.bundles = new SignedBundle(settings.fhir());
    }

    /** A submission with what is to be proved of it. */
    private record Signed(WriteBatch batch, JdbcLedgering.Committed committed, List<Paper> provenances) {}

    @Override
    public void join(List<WriteBatch> batches, Alongside alongside) {
        List<Signed> signed = batches.stream()
                .filter(batch -> !batch.versions().isEmpty())
                .map(this::signed)
                .toList();
        if (!signed.isEmpty()) {
            List<JdbcLedgering.Committed> facts =
                    signed.stream().map(Signed::committed).toList();
            alongside.insert(new Part(NOTE, notes(signed, ledger.append(facts, alongside::insert))));
            signed.forEach(each -> each.batch().author().signature().ifPresent(own -> note(each.batch(), own)));
            alongside.keep(
                    signed.stream().flatMap(each -> each.provenances().stream()).toList());
        }
    }

    private Signed signed(WriteBatch batch) {
        byte[] bundle = bundles.bytes(batch.bundleId(), batch.at(), batch.versions());
        CanonicalJson canonical = JdbcLedgering.canonical(bundle);
        BundleSignature signature = authority.signer().sign(canonical, batch.at());
        Map<String, List<StoredVersion>> byPatient = byPatient(batch.versions());
        JdbcLedgering.Fact fact = new JdbcLedgering.Fact(
                EntryKind.BUNDLE,
                byPatient.keySet().stream().filter(id -> !id.isEmpty()).findFirst(),
                Optional.of("Bundle/" + batch.bundleId()),
                Optional.of(signer(authority.keyId().value(), signature.jws())),
                batch.author().signature().map(own -> signer(own.keyId(), own.jws())),
                Party.of(batch.author().source()));
        Commitment commitment =
                new Commitment(ledger.freshSalt(), Hash.of(batch.rawSha256()), Hash.sha256(canonical.bytes()));
        return new Signed(
                batch,
                new JdbcLedgering.Committed(fact, commitment, batch.at()),
                provenances(batch, byPatient, signature));
    }

    private static Signer signer(String keyId, String jws) {
        return new Signer(keyId, Hash.sha256(jws.getBytes(StandardCharsets.US_ASCII)));
    }

    private void note(WriteBatch batch, AuthorSignature author) {
        jdbc.sql("INSERT INTO proof_author_signature (bundle_id, signed) VALUES (:bundle, :signed)")
                .param("bundle", batch.bundleId())
                .param("signed", author.signedSha256())
                .update();
    }

    private static Map<String, List<StoredVersion>> byPatient(List<StoredVersion> versions) {
        Map<String, List<StoredVersion>> groups = new LinkedHashMap<>();
        for (StoredVersion version : versions) {
            groups.computeIfAbsent(version.patientId().orElse(""), key -> new ArrayList<>())
                    .add(version);
        }
        return groups;
    }

    private static List<Paper> provenances(
            WriteBatch batch, Map<String, List<StoredVersion>> byPatient, BundleSignature signature) {
        List<Paper> papers = new ArrayList<>(byPatient.size());
        int number = 0;
        for (List<StoredVersion> versions : byPatient.values()) {
            String id = number == 0 ? batch.bundleId() : batch.bundleId() + "." + number;
            papers.add(new Paper(
                    "Provenance",
                    Optional.of(id),
                    batch.author().source(),
                    ProvenanceJson.of(id, batch, versions, signature)));
            number++;
        }
        return papers;
    }

    private static List<Part.Column> notes(List<Signed> signed, List<Ledgering.Receipt> receipts) {
        return List.of(
                texts(signed, each -> each.batch().bundleId()),
                Part.Column.bytes(
                        receipts.stream().map(Ledgering.Receipt::digest).toArray(byte[][]::new)),
                texts(signed, each -> each.batch().author().source().value()),
                Part.Column.bytes(
                        signed.stream().map(each -> each.batch().rawSha256()).toArray(byte[][]::new)),
                texts(signed, each -> each.batch().at().toString()),
                texts(signed, each -> words(each.batch().versions(), StoredVersion::versionedReference)),
                texts(
                        signed,
                        each -> words(each.provenances(), paper -> paper.id().orElseThrow())));
    }

    private static Part.Column texts(List<Signed> signed, Function<Signed, String> column) {
        return Part.Column.texts(signed.stream().map(column).toArray(String[]::new));
    }

    /** Ids and references hold no blank. */
    private static <T> String words(List<T> things, Function<T, String> word) {
        return things.stream().map(word).collect(Collectors.joining(" "));
    }
}
