package org.consentry.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.consentry.crypto.envelope.DataKey;
import org.consentry.crypto.envelope.Envelope;
import org.consentry.crypto.envelope.EnvelopeContext;
import org.consentry.crypto.envelope.SealedKey;
import org.consentry.crypto.envelope.WrappedKey;
import org.consentry.crypto.signature.PublicJwk;
import org.consentry.crypto.umbral.Capsule;
import org.consentry.crypto.umbral.KeyFrags;
import org.consentry.crypto.umbral.SecretKey;
import org.consentry.crypto.umbral.Signer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A content as a gateway would deliver it: really sealed, really re-encrypted. */
record Shipment(byte[] ciphertext, String sha256, ObjectNode description) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** The same for a reader without Umbral: the patient's device wrapped the key. */
    static Shipment wrapped(byte[] content, ECPublicKey reader) {
        EnvelopeContext context = new EnvelopeContext("content-2", "1", "cd".repeat(32));
        try (DataKey key = DataKey.random(RANDOM)) {
            ByteArrayOutputStream ciphertext = new ByteArrayOutputStream();
            try (OutputStream sealing = Envelope.standard().sealing(ciphertext, key, context)) {
                sealing.write(content);
            }
            PublicJwk jwk = PublicJwk.of(reader);
            ObjectNode json = JSON.createObjectNode();
            json.put("id", "d1").put("size", content.length).put("sealedSize", ciphertext.size());
            json.put(
                    "wrappedKey",
                    WrappedKey.of(key, jwk, jwk.thumbprint().asKeyId()).compactJwe());
            json.put("contentType", "application/pdf").put("documentReference", "DocumentReference/1");
            json.put("segmentSize", Envelope.standard().segmentSize());
            json.putObject("context")
                    .put("attachmentId", context.attachmentId())
                    .put("version", context.version())
                    .put("bundleHash", context.bundleHash());
            return new Shipment(ciphertext.toByteArray(), hash(content), json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Shipment of(byte[] content, SecretKey reader) {
        SecretKey patient = SecretKey.random(RANDOM);
        SecretKey signing = SecretKey.random(RANDOM);
        EnvelopeContext context = new EnvelopeContext("content-1", "1", "ab".repeat(32));
        try (DataKey key = DataKey.random(RANDOM)) {
            ByteArrayOutputStream ciphertext = new ByteArrayOutputStream();
            try (OutputStream sealing = Envelope.standard().sealing(ciphertext, key, context)) {
                sealing.write(content);
            }
            SealedKey sealed = SealedKey.to(patient.publicKey(), key, RANDOM);
            byte[] cfrag = sealed.reencrypt(
                            KeyFrags.of(1, 1)
                                    .make(patient, reader.publicKey(), new Signer(signing, RANDOM), RANDOM)
                                    .getFirst(),
                            RANDOM)
                    .toBytes();
            ObjectNode json = JSON.createObjectNode();
            json.put("id", "d1").put("size", content.length).put("sealedSize", ciphertext.size());
            byte[] bytes = sealed.toBytes();
            json.put("capsule", base64(Arrays.copyOf(bytes, Capsule.LENGTH)));
            json.put("encryptedKey", base64(Arrays.copyOfRange(bytes, Capsule.LENGTH, bytes.length)));
            json.putArray("cfrags").add(base64(cfrag));
            json.put(
                    "delegatingKey",
                    HexFormat.of().formatHex(patient.publicKey().toBytes()));
            json.put(
                    "verifyingKey", HexFormat.of().formatHex(signing.publicKey().toBytes()));
            json.put("contentType", "application/pdf").put("documentReference", "DocumentReference/1");
            json.put("segmentSize", Envelope.standard().segmentSize());
            json.putObject("context")
                    .put("attachmentId", context.attachmentId())
                    .put("version", context.version())
                    .put("bundleHash", context.bundleHash());
            return new Shipment(ciphertext.toByteArray(), hash(content), json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Shipment announcedAs(String hash) {
        return new Shipment(ciphertext, hash, description);
    }

    byte[] json(URI uri) {
        return JSON.writeValueAsBytes(
                description.deepCopy().put("uri", uri.toString()).put("sha256", sha256));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String hash(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
