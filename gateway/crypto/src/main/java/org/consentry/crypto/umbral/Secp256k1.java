package org.consentry.crypto.umbral;

import java.math.BigInteger;
import java.security.SecureRandom;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECCurve;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;
import org.bouncycastle.util.encoders.Hex;

/*
 * The curve, and the three ways this package multiplies on it.
 *
 * BouncyCastle's default multiplier for secp256k1 is fast and its time depends on the scalar, so it is used for public
 * scalars only (multi(...)). Secret scalars take one of two other ways: a fixed-point comb with table look-ups that touch
 * every entry, for the two generators, whose tables are built once; or BouncyCastle's
 * constant-time multiplier, for every other point.
 * What remains variable is java.math.BigInteger in the few modular products of a scalar.
 *
 * Points from outside are decoded with a check that they are on the curve and are not its identity; the curve has
 * cofactor 1, so there is no small subgroup to fall into.
 */
final class Secp256k1 {
    static final int POINT = 33;
    static final int SCALAR = 32;

    private static final X9ECParameters PARAMETERS = CustomNamedCurves.getByName("secp256k1");
    private static final ECCurve CURVE = PARAMETERS.getCurve();
    private static final FixedPointCombMultiplier COMB = new FixedPointCombMultiplier();

    static final BigInteger ORDER = PARAMETERS.getN();
    static final BigInteger HALF_ORDER = ORDER.shiftRight(1);
    static final ECPoint G = PARAMETERS.getG();
    static final ECDomainParameters DOMAIN = new ECDomainParameters(PARAMETERS);

    /**
     * The second generator: RFC 9380's secp256k1_XMD:SHA-256_SSWU_RO_ of "POINT_U" under the tag "PARAMETERS". A constant,
     * so that nobody can know its logarithm to the base G.
     */
    static final ECPoint U =
            CURVE.decodePoint(Hex.decodeStrict("03079390d0fbe220fc34aab8ecbf49098098036820fadb98c03143e55db8ec73cd"));

    private Secp256k1() {}

    /** Secret k times G. */
    static ECPoint timesG(BigInteger k) {
        return COMB.multiply(G, k);
    }

    /** Secret k times U. */
    static ECPoint timesU(BigInteger k) {
        return COMB.multiply(U, k);
    }

    /** Secret k times any point of the curve. */
    static ECPoint timesSecret(ECPoint point, BigInteger k) {
        return ECAlgorithms.multiplySecret(ECAlgorithms.cleanPoint(CURVE, point), k);
    }

    /** k1 times P1 plus k2 times P2; public scalars. */
    static ECPoint sum(ECPoint p1, BigInteger k1, ECPoint p2, BigInteger k2) {
        return ECAlgorithms.sumOfTwoMultiplies(p1, k1, p2, k2);
    }

    /** The sum of all k times P; public scalars. */
    static ECPoint sum(ECPoint[] points, BigInteger[] scalars) {
        return ECAlgorithms.sumOfMultiplies(points, scalars);
    }

    static BigInteger product(BigInteger a, BigInteger b) {
        return a.multiply(b).mod(ORDER);
    }

    /** The inverse of a secret scalar other than zero, in constant time. */
    static BigInteger inverse(BigInteger k) {
        return BigIntegers.modOddInverse(ORDER, k);
    }

    static BigInteger negative(BigInteger k) {
        return ORDER.subtract(k).mod(ORDER);
    }

    /** A scalar other than zero. */
    static BigInteger random(SecureRandom random) {
        return BigIntegers.createRandomInRange(BigInteger.ONE, ORDER.subtract(BigInteger.ONE), random);
    }

    /** A compressed point of the curve other than the identity, or a fault. */
    static ECPoint decode(byte[] bytes) {
        if (bytes.length != POINT || (bytes[0] != 2 && bytes[0] != 3)) {
            throw new Fault(Flaw.BAD_POINT);
        }
        try {
            return CURVE.decodePoint(bytes);
        } catch (IllegalArgumentException offCurve) {
            throw new Fault(Flaw.BAD_POINT);
        }
    }

    static byte[] encode(ECPoint point) {
        return point.getEncoded(true);
    }

    /** A number from 1 to the order less 1, or a fault. */
    static BigInteger scalar(byte[] bytes) {
        BigInteger k = new BigInteger(1, bytes);
        Fault.unless(bytes.length == SCALAR && k.signum() > 0 && k.compareTo(ORDER) < 0, Flaw.BAD_SCALAR);
        return k;
    }

    static byte[] bytes(BigInteger k) {
        return BigIntegers.asUnsignedByteArray(SCALAR, k);
    }
}
