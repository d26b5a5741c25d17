package org.consentry.gateway.web.attachment;

import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.consentry.crypto.envelope.SealedKey;
import org.consentry.crypto.umbral.Capsule;
import org.consentry.gateway.attachment.Deliveries;
import org.consentry.gateway.attachment.Delivery;
import org.consentry.gateway.attachment.DeliveryNotice;
import org.consentry.gateway.attachment.SealedContent;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a recipient, or the patient, needs to open a ciphertext. Keys in hex, everything else binary in base64. */
final class DeliveryJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Base64.Encoder BASE64 = Base64.getEncoder();
    private static final HexFormat HEX = HexFormat.of();

    private DeliveryJson() {}

    static byte[] of(List<DeliveryNotice> notices) {
        ObjectNode json = JSON.createObjectNode();
        ArrayNode list = json.putArray("deliveries");
        for (DeliveryNotice notice : notices) {
            list.addObject()
                    .put("id", notice.id())
                    .put("state", word(notice.state()))
                    .put("documentReference", notice.document())
                    .put("patient", "Patient/" + notice.patientId())
                    .put("consent", "Consent/" + notice.consentId())
                    .put("contentType", notice.contentType())
                    .put("size", notice.size())
                    .put("announced", notice.announced().toString());
        }
        return JSON.writeValueAsBytes(json);
    }

    private static String word(Delivery.State state) {
        return switch (state) {
            case READY, STAGED -> "available";
            case CLAIMED -> "fetching";
            case DELIVERED -> "delivered";
            case WITHDRAWN -> "withdrawn";
        };
    }

    /** @param entry digest of the ledger's entry about the keys */
    static byte[] of(Deliveries.Issue.Issued issued, Optional<byte[]> entry) {
        Delivery delivery = issued.delivery();
        Delivery.SharedKey key = delivery.sharedKey();
        ObjectNode json = JSON.createObjectNode();
        json.put("id", delivery.id());
        json.put("uri", issued.uri().toString());
        json.put("expires", issued.expiresAt().toString());
        key.wrappedKey().ifPresentOrElse(jwe -> json.put("wrappedKey", jwe), () -> reencrypted(json, key));
        content(json, delivery.content());
        json.put("documentReference", delivery.document());
        json.put("consent", "Consent/" + delivery.consentId());
        entry.ifPresent(digest -> json.put("entry", HEX.formatHex(digest)));
        return JSON.writeValueAsBytes(json);
    }

    private static void reencrypted(ObjectNode json, Delivery.SharedKey key) {
        sealedKey(json, key.sealedKey());
        ArrayNode cfrags = json.putArray("cfrags");
        key.cfrags().forEach(cfrag -> cfrags.add(BASE64.encodeToString(cfrag)));
        json.put("threshold", key.threshold());
        json.put("delegatingKey", HEX.formatHex(key.delegatingKey()));
        json.put("receivingKey", HEX.formatHex(key.receivingKey()));
        json.put("verifyingKey", HEX.formatHex(key.verifyingKey()));
    }

    static byte[] ofOwner(SealedContent content) {
        ObjectNode json = JSON.createObjectNode();
        json.put("id", content.id());
        sealedKey(json, content.key().sealedKey());
        json.put("custody", content.key().custody().name().toLowerCase(java.util.Locale.ROOT));
        json.put("delegatingKey", HEX.formatHex(content.key().delegatingKey()));
        content(json, content);
        return JSON.writeValueAsBytes(json);
    }

    /** The capsule and the data key's ciphertext, which together are a {@link SealedKey}. */
    private static void sealedKey(ObjectNode json, byte[] sealedKey) {
        json.put("capsule", BASE64.encodeToString(java.util.Arrays.copyOf(sealedKey, Capsule.LENGTH)));
        json.put(
                "encryptedKey",
                BASE64.encodeToString(java.util.Arrays.copyOfRange(sealedKey, Capsule.LENGTH, sealedKey.length)));
    }

    private static void content(ObjectNode json, SealedContent content) {
        json.put("sha256", HEX.formatHex(content.sha256()));
        json.put("size", content.size());
        json.put("sealedSize", content.sealedSize());
        json.put("contentType", content.contentType());
        json.put("segmentSize", content.segmentSize());
        json.put("associatedData", BASE64.encodeToString(content.context().associatedData()));
        json.putObject("context")
                .put("attachmentId", content.context().attachmentId())
                .put("version", content.context().version())
                .put("bundleHash", content.context().bundleHash());
    }
}
