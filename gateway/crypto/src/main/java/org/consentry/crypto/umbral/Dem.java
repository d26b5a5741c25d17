package org.consentry.crypto.umbral;

import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.modes.XChaCha20Poly1305;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.math.ec.ECPoint;

/**
 * The data half of the hybrid scheme: XChaCha20-Poly1305 under a key derived from the capsule's secret, the capsule as
 * associated data. Output: 24-byte nonce, ciphertext, 16-byte tag.
 */
final class Dem {
    static final int NONCE = 24;
    static final int TAG = 16;
    private static final int KEY = 32;

    private Dem() {}

    static byte[] seal(ECPoint secret, Capsule capsule, byte[] plaintext, SecureRandom random) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        XChaCha20Poly1305 cipher = cipher(true, secret, nonce, capsule);
        byte[] out = Arrays.copyOf(nonce, NONCE + plaintext.length + TAG);
        try {
            int written = cipher.processBytes(plaintext, 0, plaintext.length, out, NONCE);
            cipher.doFinal(out, NONCE + written);
            return out;
        } catch (InvalidCipherTextException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static byte[] open(ECPoint secret, Capsule capsule, byte[] sealed) {
        Fault.unless(sealed.length >= NONCE + TAG, Flaw.WRONG_CIPHERTEXT);
        XChaCha20Poly1305 cipher = cipher(false, secret, Arrays.copyOf(sealed, NONCE), capsule);
        byte[] out = new byte[sealed.length - NONCE - TAG];
        try {
            int written = cipher.processBytes(sealed, NONCE, sealed.length - NONCE, out, 0);
            cipher.doFinal(out, written);
            return out;
        } catch (InvalidCipherTextException changed) {
            Arrays.fill(out, (byte) 0);
            throw new Fault(Flaw.WRONG_CIPHERTEXT);
        }
    }

    private static XChaCha20Poly1305 cipher(boolean seal, ECPoint secret, byte[] nonce, Capsule capsule) {
        byte[] shared = Secp256k1.encode(secret);
        byte[] key = Hashing.derive(shared, new byte[0], KEY);
        XChaCha20Poly1305 cipher = new XChaCha20Poly1305();
        cipher.init(seal, new AEADParameters(new KeyParameter(key), TAG * 8, nonce, capsule.toSimpleBytes()));
        Arrays.fill(shared, (byte) 0);
        Arrays.fill(key, (byte) 0);
        return cipher;
    }
}
