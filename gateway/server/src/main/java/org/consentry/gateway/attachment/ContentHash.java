package org.consentry.gateway.attachment;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The hashes of a content: SHA-1 because R4's {@code Attachment.hash} is that, SHA-256 because it can be trusted. */
record ContentHash(byte[] sha256, byte[] sha1) {

    static ContentHash of(byte[] content) {
        return new ContentHash(digest("SHA-256", content), digest("SHA-1", content));
    }

    static String hex(byte[] content) {
        return HexFormat.of().formatHex(digest("SHA-256", content));
    }

    static String hex(String text) {
        return hex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] digest(String algorithm, byte[] content) {
        return algorithm(algorithm).digest(content);
    }

    static MessageDigest algorithm(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }
}
