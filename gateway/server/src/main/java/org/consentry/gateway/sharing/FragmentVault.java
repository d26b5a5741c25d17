package org.consentry.gateway.sharing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.consentry.gateway.Secrets;
import org.springframework.stereotype.Component;

/**
 * Fragments at rest: AES-256-GCM under a key of the installation, bound to their consent, so that a copy of the
 * database alone lets nobody re-encrypt.
 */
@Component
class FragmentVault {
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    FragmentVault(Secrets secrets) {
        this.key = new SecretKeySpec(secrets.derive("sharing/kfrags"), "AES");
    }

    byte[] lock(byte[] fragment, String consentId) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        byte[] sealed = run(Cipher.ENCRYPT_MODE, nonce, fragment, 0, consentId);
        byte[] all = Arrays.copyOf(nonce, NONCE + sealed.length);
        System.arraycopy(sealed, 0, all, NONCE, sealed.length);
        return all;
    }

    byte[] unlock(byte[] locked, String consentId) {
        return run(Cipher.DECRYPT_MODE, Arrays.copyOf(locked, NONCE), locked, NONCE, consentId);
    }

    private byte[] run(int mode, byte[] nonce, byte[] input, int from, String consentId) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(consentId.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(input, from, input.length - from);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key fragment cannot be read with this installation's secret", e);
        }
    }
}
