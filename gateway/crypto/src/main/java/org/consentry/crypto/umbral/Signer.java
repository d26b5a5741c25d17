package org.consentry.crypto.umbral;

import java.math.BigInteger;
import java.security.SecureRandom;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.ECDSASigner;

/** Signs with a secret key: ECDSA over SHA-256, random nonce, lower-half s. */
public final class Signer {
    private final SecretKey key;
    private final SecureRandom random;

    public Signer(SecretKey key, SecureRandom random) {
        this.key = key;
        this.random = random;
    }

    /** The key others verify with. */
    public PublicKey verifyingKey() {
        return key.publicKey();
    }

    public UmbralSignature sign(byte[] message) {
        ECDSASigner signer = new ECDSASigner();
        ECPrivateKeyParameters secret = new ECPrivateKeyParameters(key.scalar(), Secp256k1.DOMAIN);
        signer.init(true, new ParametersWithRandom(secret, random));
        BigInteger[] pair = signer.generateSignature(Hashing.sha256().digest(message));
        boolean high = pair[1].compareTo(Secp256k1.HALF_ORDER) > 0;
        return new UmbralSignature(pair[0], high ? Secp256k1.ORDER.subtract(pair[1]) : pair[1]);
    }
}
