package org.consentry.crypto.envelope;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.util.encoders.Hex;

/**
 * What an attachment's ciphertext is bound to. Opening with any other context fails, so ciphertexts cannot be swapped
 * between attachments, versions or bundles.
 *
 * @param attachmentId the attachment's logical id, 1 to 256 characters
 * @param version its version, 1 to 64 characters
 * @param bundleHash SHA-256 of the bundle that brought it, 64 lower-case hex digits
 */
public record EnvelopeContext(String attachmentId, String version, String bundleHash) {
    private static final byte[] PURPOSE = "consentry-attachment-v1".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_ID = 256;
    private static final int LONGEST_VERSION = 64;

    public EnvelopeContext {
        if (attachmentId.isEmpty() || attachmentId.length() > LONGEST_ID) {
            throw new IllegalArgumentException("an attachment id is 1 to " + LONGEST_ID + " characters");
        }
        if (version.isEmpty() || version.length() > LONGEST_VERSION) {
            throw new IllegalArgumentException("a version is 1 to " + LONGEST_VERSION + " characters");
        }
        if (!bundleHash.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("a bundle hash is 64 lower-case hex digits");
        }
    }

    /**
     * The associated data: the text {@code consentry-attachment-v1}, then id, version and hash, each after its length as
     * four bytes, big-endian; id and version as UTF-8, the hash as 32 bytes.
     */
    public byte[] associatedData() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        out.writeBytes(PURPOSE);
        part(out, attachmentId.getBytes(StandardCharsets.UTF_8));
        part(out, version.getBytes(StandardCharsets.UTF_8));
        part(out, Hex.decodeStrict(bundleHash));
        return out.toByteArray();
    }

    private static void part(ByteArrayOutputStream out, byte[] bytes) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        out.writeBytes(bytes);
    }
}
