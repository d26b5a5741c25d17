package org.consentry.crypto.umbral;

import java.math.BigInteger;
import org.bouncycastle.math.ec.ECPoint;

/** The points of a re-encryption and its proof: E and V times rk, and E, V and u times rk and times the nonce. */
record CapsuleFragPoints(ECPoint e1, ECPoint v1, ECPoint e2, ECPoint v2, ECPoint u1, ECPoint u2) {

    CapsuleFragPoints normalized() {
        ECPoint[] all = {e1, v1, e2, v2, u1, u2};
        // One inversion for all six.
        e1.getCurve().normalizeAll(all);
        return new CapsuleFragPoints(all[0], all[1], all[2], all[3], all[4], all[5]);
    }

    BigInteger challenge(Capsule capsule) {
        return Hashing.toScalar("CFRAG_VERIFICATION", capsule.e(), e1, e2, capsule.v(), v1, v2, Secp256k1.U, u1, u2);
    }

    /** Whether zP = P2 + hP1 for each of E, V and u. */
    boolean proves(Capsule capsule, BigInteger z) {
        BigInteger minusH = Secp256k1.negative(challenge(capsule));
        return holds(capsule.e(), e1, e2, z, minusH)
                && holds(capsule.v(), v1, v2, z, minusH)
                && holds(Secp256k1.U, u1, u2, z, minusH);
    }

    private static boolean holds(ECPoint p, ECPoint p1, ECPoint p2, BigInteger z, BigInteger minusH) {
        return Secp256k1.sum(p, z, p1, minusH).equals(p2);
    }
}
