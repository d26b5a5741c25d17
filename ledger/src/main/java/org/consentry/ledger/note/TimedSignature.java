package org.consentry.ledger.note;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.consentry.ledger.Malformed;

/** The timestamped_signature of C2SP tlog-cosignature: seconds since 1970, then the signature. */
record TimedSignature(long seconds, KeyMaterial signature) {
    private static final byte[] SUBTREE_LABEL = "subtree/v1\n\0".getBytes(StandardCharsets.US_ASCII);

    /** Nothing if too short or the time is 2^63 or more. */
    static Optional<TimedSignature> parse(byte[] payload) {
        if (payload.length <= Long.BYTES) {
            return Optional.empty();
        }
        long seconds = ByteBuffer.wrap(payload).getLong();
        byte[] signature = Arrays.copyOfRange(payload, Long.BYTES, payload.length);
        return seconds < 0 ? Optional.empty() : Optional.of(new TimedSignature(seconds, new KeyMaterial(signature)));
    }

    static TimedSignature make(KeyKind kind, KeyName name, byte[] seed, String text, Instant time) {
        long seconds = time.getEpochSecond();
        byte[] message = message(kind, name, text, seconds);
        byte[] signature =
                kind == KeyKind.ML_DSA_44_COSIGNATURE ? MlDsaKeys.sign(seed, message) : Ed25519Keys.sign(seed, message);
        return new TimedSignature(seconds, new KeyMaterial(signature));
    }

    boolean verifies(KeyKind kind, KeyName name, byte[] publicKey, String text) {
        byte[] message;
        try {
            message = message(kind, name, text, seconds);
        } catch (Malformed notACheckpoint) {
            return false;
        }
        return kind == KeyKind.ML_DSA_44_COSIGNATURE
                ? MlDsaKeys.verify(publicKey, message, signature.bytes())
                : Ed25519Keys.verify(publicKey, message, signature.bytes());
    }

    /** The time as said; seconds beyond what {@link Instant} holds are its last moment. */
    Instant time() {
        return Instant.ofEpochSecond(Math.min(seconds, Instant.MAX.getEpochSecond()));
    }

    byte[] bytes() {
        byte[] raw = signature.bytes();
        return ByteBuffer.allocate(Long.BYTES + raw.length)
                .putLong(seconds)
                .put(raw)
                .array();
    }

    private static byte[] message(KeyKind kind, KeyName name, String text, long seconds) {
        return kind == KeyKind.ML_DSA_44_COSIGNATURE
                ? subtreeMessage(name, Checkpoint.parse(text), seconds)
                : SignedNote.utf8("cosignature/v1\ntime " + seconds + "\n" + text);
    }

    /** cosigned_message: commits to the cosigner's name and to the tree, not to extension lines. */
    private static byte[] subtreeMessage(KeyName name, Checkpoint checkpoint, long seconds) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.writeBytes(SUBTREE_LABEL);
        writeShort(message, SignedNote.utf8(name.value()));
        message.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(seconds).array());
        writeShort(message, SignedNote.utf8(checkpoint.origin()));
        message.writeBytes(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(0)
                .putLong(checkpoint.head().size())
                .array());
        message.writeBytes(checkpoint.head().root().bytes());
        return message.toByteArray();
    }

    private static void writeShort(ByteArrayOutputStream message, byte[] value) {
        if (value.length == 0 || value.length > 255) {
            throw new Malformed("name in a cosigned message", "1 to 255 bytes");
        }
        message.write(value.length);
        message.writeBytes(value);
    }
}
