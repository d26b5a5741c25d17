package org.consentry.gateway;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Bytes at rest in the database: AES-256-GCM under a key of the installation, bound to what they belong to, so that a
 * copy of the database alone reads nothing and a row moved elsewhere does not open. Layout: nonce (12 bytes),
 * ciphertext, tag (16 bytes).
 */
public final class LocalSeal {
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    private LocalSeal(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
    }

    /** A seal for one use. */
    public static LocalSeal of(Secrets secrets, String label) {
        return new LocalSeal(secrets.derive(label));
    }

    /**
     * Seals bytes.
     *
     * @param owner what they belong to; they open for the same owner only
     */
    public byte[] lock(byte[] bytes, String owner) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        byte[] sealed = run(Cipher.ENCRYPT_MODE, nonce, bytes, 0, owner);
        byte[] all = Arrays.copyOf(nonce, NONCE + sealed.length);
        System.arraycopy(sealed, 0, all, NONCE, sealed.length);
        return all;
    }

    /**
     * Opens what was sealed.
     *
     * @throws IllegalStateException when it was sealed elsewhere, for another owner, or was changed
     */
    public byte[] unlock(byte[] locked, String owner) {
        return run(Cipher.DECRYPT_MODE, Arrays.copyOf(locked, NONCE), locked, NONCE, owner);
    }

    private byte[] run(int mode, byte[] nonce, byte[] input, int from, String owner) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(owner.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(input, from, input.length - from);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a sealed row cannot be read with this installation's secret", e);
        }
    }
}
