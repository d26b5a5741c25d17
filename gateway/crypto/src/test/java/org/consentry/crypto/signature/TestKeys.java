package org.consentry.crypto.signature;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.List;

/** Fresh P-256 keys for tests. */
final class TestKeys {
    private TestKeys() {}

    static KeyPair fresh() {
        return fresh("secp256r1");
    }

    static KeyPair fresh(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static PublicJwk jwk(KeyPair pair) {
        return PublicJwk.of((ECPublicKey) pair.getPublic());
    }

    static SigningKey signing(KeyPair pair, String name) {
        return new SigningKey(new KeyId(name), pair.getPrivate(), List.of());
    }
}
