package org.consentry.client;

import java.net.URI;
import java.security.interfaces.ECPrivateKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.consentry.crypto.envelope.DataKey;
import org.consentry.crypto.envelope.EnvelopeContext;
import org.consentry.crypto.envelope.SealedKey;
import org.consentry.crypto.envelope.WrappedKey;
import org.consentry.crypto.umbral.CapsuleFrag;
import org.consentry.crypto.umbral.Checked;
import org.consentry.crypto.umbral.PublicKey;
import org.consentry.crypto.umbral.SecretKey;
import org.consentry.crypto.umbral.VerifiedCapsuleFrag;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a gateway tells the recipient of an attachment.
 *
 * @param uri fetches the ciphertext, once
 * @param sha256 of the content, in hex
 * @param size of the content in bytes
 * @param sealedSize of the ciphertext in bytes
 * @param contentType as the sender said
 * @param document the record it is attached to, as a reference
 */
public record Delivery(
        String id,
        URI uri,
        String sha256,
        long size,
        long sealedSize,
        String contentType,
        String document,
        int segmentSize,
        EnvelopeContext context,
        Shared shared) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** The data key, as only the recipient can open it. */
    sealed interface Shared {}

    /** Re-encrypted by the proxy. */
    record Reencrypted(SealedKey sealed, List<CapsuleFrag> fragments, PublicKey delegating, PublicKey verifying)
            implements Shared {}

    /** Wrapped by the patient's device. */
    record Wrapped(WrappedKey key) implements Shared {}

    /** Reads the answer of {@code GET /deliveries/[id]}. @throws Untrusted if it is not in form */
    static Delivery parse(byte[] body) throws Untrusted {
        try {
            JsonNode json = JSON.readTree(body);
            JsonNode context = json.path("context");
            return new Delivery(
                    text(json, "id"),
                    URI.create(text(json, "uri")),
                    text(json, "sha256"),
                    json.path("size").asLong(-1),
                    json.path("sealedSize").asLong(-1),
                    text(json, "contentType"),
                    text(json, "documentReference"),
                    json.path("segmentSize").asInt(-1),
                    new EnvelopeContext(
                            text(context, "attachmentId"), text(context, "version"), text(context, "bundleHash")),
                    shared(json));
        } catch (JacksonException | IllegalArgumentException e) {
            throw new Untrusted("the gateway's answer is not a delivery");
        }
    }

    private static Shared shared(JsonNode json) {
        return json.has("wrappedKey") ? new Wrapped(new WrappedKey(text(json, "wrappedKey"))) : reencrypted(json);
    }

    private static Shared reencrypted(JsonNode json) {
        byte[] capsule = Base64.getDecoder().decode(text(json, "capsule"));
        byte[] encrypted = Base64.getDecoder().decode(text(json, "encryptedKey"));
        byte[] sealed = Arrays.copyOf(capsule, capsule.length + encrypted.length);
        System.arraycopy(encrypted, 0, sealed, capsule.length, encrypted.length);
        List<CapsuleFrag> fragments = new ArrayList<>();
        for (JsonNode cfrag : json.path("cfrags")) {
            fragments.add(CapsuleFrag.fromBytes(Base64.getDecoder().decode(cfrag.asString("")))
                    .orThrow());
        }
        return new Reencrypted(
                SealedKey.fromBytes(sealed).orThrow(),
                List.copyOf(fragments),
                point(json, "delegatingKey"),
                point(json, "verifyingKey"));
    }

    /** @throws Untrusted if it is not for this key, or is not what it should be */
    DataKey open(ReaderKey own) throws Untrusted {
        return switch (own) {
            case ReaderKey.Umbral umbral -> open(umbral.key());
            case ReaderKey.Wrapping wrapping -> open(wrapping.key());
        };
    }

    private DataKey open(ECPrivateKey own) throws Untrusted {
        if (shared instanceof Wrapped wrapped && wrapped.key().unwrap(own) instanceof WrappedKey.Unwrapped unwrapped) {
            return unwrapped.key();
        }
        throw new Untrusted("the data key is not wrapped for this key");
    }

    /** Every fragment must be the proxy's honest work on this capsule, for the patient's key and ours. */
    private DataKey open(SecretKey own) throws Untrusted {
        if (!(shared instanceof Reencrypted reencrypted)) {
            throw new Untrusted("the data key was wrapped for another kind of key");
        }
        List<VerifiedCapsuleFrag> verified = new ArrayList<>();
        for (CapsuleFrag fragment : reencrypted.fragments()) {
            Checked<VerifiedCapsuleFrag> checked = fragment.verify(
                    reencrypted.sealed().capsule(), reencrypted.verifying(), reencrypted.delegating(), own.publicKey());
            switch (checked) {
                case Checked.Accepted<VerifiedCapsuleFrag> accepted -> verified.add(accepted.value());
                case Checked.Refused<VerifiedCapsuleFrag> refused ->
                    throw new Untrusted(
                            "a key fragment is refused: " + refused.flaw().text());
            }
        }
        return switch (reencrypted.sealed().open(own, reencrypted.delegating(), verified)) {
            case Checked.Accepted<DataKey> accepted -> accepted.value();
            case Checked.Refused<DataKey> refused ->
                throw new Untrusted(
                        "the data key does not open: " + refused.flaw().text());
        };
    }

    private static String text(JsonNode json, String name) {
        String text = json.path(name).asString("");
        if (text.isEmpty()) {
            throw new IllegalArgumentException(name);
        }
        return text;
    }

    private static PublicKey point(JsonNode json, String name) {
        return PublicKey.fromBytes(HexFormat.of().parseHex(text(json, name))).orThrow();
    }
}
