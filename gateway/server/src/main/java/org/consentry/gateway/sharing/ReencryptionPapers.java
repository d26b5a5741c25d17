package org.consentry.gateway.sharing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.consentry.crypto.envelope.WrappedKey;
import org.consentry.crypto.signature.PublicJwk;
import org.consentry.crypto.umbral.Capsule;
import org.consentry.crypto.umbral.ReencryptionEvidence;
import org.consentry.crypto.umbral.VerifiedCapsuleFrag;
import org.consentry.gateway.access.Grant;
import org.consentry.gateway.attachment.SealedContent;
import org.consentry.gateway.proof.Ledgering;
import org.consentry.ledger.entry.EntryKind;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a re-encryption leaves behind: a ledger entry with the hashes of the capsule, of each fragment made and of its
 * evidence, and the evidence itself, with which an auditor checks the proxy without any secret.
 */
@Component
class ReencryptionPapers {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Ledgering ledger;
    private final JdbcClient jdbc;

    ReencryptionPapers(Ledgering ledger, JdbcClient jdbc) {
        this.ledger = ledger;
        this.jdbc = jdbc;
    }

    /** A capsule fragment and who made it: {@code gateway} or a member's reference. */
    record Made(String holder, VerifiedCapsuleFrag cfrag) {}

    void reencrypted(
            String deliveryId,
            SealedContent content,
            String consentId,
            KeyFragments.Live key,
            Capsule capsule,
            List<Made> made) {
        List<byte[]> evidence = made.stream()
                .map(each -> ReencryptionEvidence.of(
                                capsule, each.cfrag(), key.verifying(), key.delegating(), key.receiving())
                        .toBytes())
                .toList();
        ObjectNode fact = JSON.createObjectNode()
                .put("fact", "reencryption")
                .put("delivery", deliveryId)
                .put("consent", consentId)
                .put("recipient", key.recipient().value())
                .put("content", content.id())
                .put("capsule", sha256(capsule.toBytes()));
        ArrayNode fragments = fact.putArray("cfrags");
        for (int i = 0; i < made.size(); i++) {
            fragments
                    .addObject()
                    .put("holder", made.get(i).holder())
                    .put("cfrag", sha256(made.get(i).cfrag().toBytes()))
                    .put("evidence", sha256(evidence.get(i)));
        }
        put(deliveryId, content, fact, evidence);
    }

    /** What the patient's own device wrapped; there is nothing to prove of us but that we were given it. */
    void wrapped(String deliveryId, SealedContent content, Grant grant, PublicJwk reader, WrappedKey key) {
        ObjectNode fact = JSON.createObjectNode()
                .put("fact", "wrapping")
                .put("delivery", deliveryId)
                .put("consent", grant.consentId())
                .put("recipient", grant.reader().value())
                .put("content", content.id())
                .put("kid", reader.thumbprint().value())
                .put("jwe", sha256(key.compactJwe().getBytes(StandardCharsets.US_ASCII)));
        put(deliveryId, content, fact, List.of());
    }

    private void put(String deliveryId, SealedContent content, ObjectNode fact, List<byte[]> evidence) {
        byte[] bytes = JSON.writeValueAsBytes(fact);
        Ledgering.Receipt receipt = ledger.append(EntryKind.REENCRYPTION, Optional.of(content.patientId()), bytes);
        jdbc.sql("insert into reencryption_proof (delivery_id, digest, salt, content, evidence) "
                        + "values (:id, :digest, :salt, :content, :evidence)")
                .param("id", deliveryId)
                .param("digest", receipt.digest())
                .param("salt", receipt.salt())
                .param("content", bytes)
                .param("evidence", evidence.toArray(byte[][]::new))
                .update();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
