package org.consentry.crypto.signature;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EllipticCurve;

/** The curve of ES256 (RFC 7518 section 3.4), as the JDK knows it. */
final class P256 {
    static final int COORDINATE = 32;
    static final ECParameterSpec PARAMETERS = parameters();
    private static final BigInteger PRIME = ((ECFieldFp) PARAMETERS.getCurve().getField()).getP();

    private P256() {}

    /** Whether the affine point satisfies the curve's equation with both coordinates below the field's prime. */
    static boolean contains(BigInteger x, BigInteger y) {
        if (x.compareTo(PRIME) >= 0 || y.compareTo(PRIME) >= 0) {
            return false;
        }
        EllipticCurve curve = PARAMETERS.getCurve();
        BigInteger right = x.pow(3).add(curve.getA().multiply(x)).add(curve.getB());
        return y.pow(2).subtract(right).mod(PRIME).signum() == 0;
    }

    static boolean isCurveOf(ECParameterSpec other) {
        return other.getCurve().equals(PARAMETERS.getCurve())
                && other.getGenerator().equals(PARAMETERS.getGenerator())
                && other.getOrder().equals(PARAMETERS.getOrder());
    }

    /** The key for a point that {@link #contains} accepts. */
    static ECPublicKey key(BigInteger x, BigInteger y) {
        try {
            return (ECPublicKey)
                    KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(new ECPoint(x, y), PARAMETERS));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this JDK has no P-256", missing);
        }
    }

    /** 32 bytes, big-endian, of a non-negative number below 2^256. */
    static byte[] fixed(BigInteger number) {
        byte[] signed = number.toByteArray();
        byte[] out = new byte[COORDINATE];
        int count = Math.min(signed.length, COORDINATE);
        System.arraycopy(signed, signed.length - count, out, COORDINATE - count, count);
        return out;
    }

    private static ECParameterSpec parameters() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp256r1"));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this JDK has no P-256", missing);
        }
    }
}
