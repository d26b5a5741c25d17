package org.consentry.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keys derived from the installation's one secret, each for one use: {@code HMAC-SHA256(secret, label)}. Replicas share
 * the secret and so agree on pseudonyms and page tokens.
 */
public final class Secrets {
    private static final int LENGTH = 32;

    private final byte[] secret;

    private Secrets(byte[] secret) {
        this.secret = secret;
    }

    /** Reads the secret: 32 bytes in base64. */
    public static Secrets load(Path file) {
        try {
            return of(Base64.getDecoder().decode(Files.readString(file).strip()));
        } catch (IOException e) {
            throw new IllegalArgumentException("gateway.secret-file cannot be read", e);
        }
    }

    /** From the bytes themselves. */
    public static Secrets of(byte[] secret) {
        if (secret.length != LENGTH) {
            throw new IllegalArgumentException("gateway.secret-file must hold 32 bytes in base64");
        }
        return new Secrets(secret.clone());
    }

    /** A 32-byte key for the use the label names. */
    public byte[] derive(String label) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(("consentry/" + label).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
