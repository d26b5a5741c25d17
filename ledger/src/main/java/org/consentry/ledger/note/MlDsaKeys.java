package org.consentry.ledger.note;

import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.signers.MLDSASigner;

/** ML-DSA-44 (FIPS 204) with an empty context, deterministic, the private key kept as its 32-byte seed. */
final class MlDsaKeys {
    static final int SIGNATURE_LENGTH = 2420;
    static final int SEED_LENGTH = 32;

    private MlDsaKeys() {}

    static byte[] publicKey(byte[] seed) {
        return privateKey(seed).getPublicKey();
    }

    static byte[] sign(byte[] seed, byte[] message) {
        MLDSASigner signer = new MLDSASigner();
        signer.init(true, privateKey(seed));
        signer.update(message, 0, message.length);
        try {
            return signer.generateSignature();
        } catch (CryptoException broken) {
            throw new IllegalStateException("ML-DSA-44 could not sign", broken);
        }
    }

    static boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
        if (signature.length != SIGNATURE_LENGTH) {
            return false;
        }
        MLDSASigner signer = new MLDSASigner();
        signer.init(false, new MLDSAPublicKeyParameters(MLDSAParameters.ml_dsa_44, publicKey));
        signer.update(message, 0, message.length);
        return signer.verifySignature(signature);
    }

    private static MLDSAPrivateKeyParameters privateKey(byte[] seed) {
        return new MLDSAPrivateKeyParameters(MLDSAParameters.ml_dsa_44, seed);
    }
}
