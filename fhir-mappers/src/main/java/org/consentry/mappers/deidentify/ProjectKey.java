package org.consentry.mappers.deidentify;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * One project's secret: 32 bytes under which its pseudonyms and date shifts are made.
 *
 * <p>Whoever holds it can test guesses about identities, so it lives with the gateway's secrets and
 * never with an analyst. Two projects with different keys share no pseudonym. Destroying it makes the
 * pseudonyms of that project final.
 */
public final class ProjectKey {
    /** The length of a key in bytes. */
    public static final int BYTES = 32;

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    private ProjectKey(byte[] secret) {
        if (secret.length != BYTES) {
            throw new IllegalArgumentException("A project key has %d bytes, not %d".formatted(BYTES, secret.length));
        }
        this.key = new SecretKeySpec(secret, ALGORITHM);
    }

    /** A key of the given 32 bytes, which are copied. */
    public static ProjectKey of(byte[] secret) {
        return new ProjectKey(secret);
    }

    /** A fresh key. */
    public static ProjectKey random(SecureRandom random) {
        byte[] secret = new byte[BYTES];
        random.nextBytes(secret);
        try {
            return new ProjectKey(secret);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /** A new MAC under this key; MACs are not for several threads. */
    Mac mac() {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
        }
    }

    @Override
    public String toString() {
        return "ProjectKey[secret]";
    }
}
