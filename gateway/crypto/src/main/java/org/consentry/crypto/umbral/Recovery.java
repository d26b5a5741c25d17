package org.consentry.crypto.umbral;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.math.ec.ECPoint;

/** Which of the two nonce points with a signature's r leads back to the key that signed. */
final class Recovery {
    private Recovery() {}

    /** Whether the nonce point's y is odd; the signature must be by the key. */
    static boolean oddNonce(UmbralSignature signature, byte[] hash, PublicKey key) {
        return recovers(signature, hash, key, (byte) 3);
    }

    private static boolean recovers(UmbralSignature signature, byte[] hash, PublicKey key, byte parity) {
        byte[] encoded = new byte[Secp256k1.POINT];
        encoded[0] = parity;
        System.arraycopy(Secp256k1.bytes(signature.r()), 0, encoded, 1, Secp256k1.SCALAR);
        ECPoint nonce = Secp256k1.decode(encoded);
        BigInteger inverse = Secp256k1.inverse(signature.r());
        BigInteger e = new BigInteger(1, Arrays.copyOf(hash, Secp256k1.SCALAR));
        ECPoint recovered = Secp256k1.sum(
                nonce,
                Secp256k1.product(signature.s(), inverse),
                Secp256k1.G,
                Secp256k1.negative(Secp256k1.product(e, inverse)));
        return recovered.equals(key.point());
    }
}
