package org.consentry.gateway.attachment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.consentry.crypto.umbral.Checked;
import org.consentry.crypto.umbral.PublicKey;
import org.consentry.crypto.umbral.SecretKey;

/**
 * The network's escrow key: what comes for a patient who has no key yet is sealed to it and sealed anew when the patient
 * registers one. Until then the operator could open it; the patient's page says so.
 */
final class EscrowKey {
    private final SecretKey secret;

    private EscrowKey(SecretKey secret) {
        this.secret = secret;
    }

    /** Reads 64 hex digits. */
    static EscrowKey load(Path file) {
        try {
            byte[] bytes = HexFormat.of().parseHex(Files.readString(file).strip());
            Checked<SecretKey> key = SecretKey.fromBytes(bytes);
            Arrays.fill(bytes, (byte) 0);
            return new EscrowKey(key.orThrow());
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "gateway.escrow-key-file must hold a secp256k1 secret key, 64 hex digits", e);
        }
    }

    PublicKey publicKey() {
        return secret.publicKey();
    }

    SecretKey secret() {
        return secret;
    }
}
