package org.consentry.crypto.umbral;

import java.math.BigInteger;
import org.bouncycastle.math.ec.ECPoint;

/**
 * Everything an auditor needs to check that a proxy re-encrypted honestly, without any secret: the points on both sides of
 * the three equations of the proof, and the hash and recovery bit of the delegator's signature, so that the check needs
 * nothing but point additions and one signature recovery.
 */
public final class ReencryptionEvidence {
    private final byte[] bytes;

    private ReencryptionEvidence(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The evidence of one re-encryption. */
    public static ReencryptionEvidence of(
            Capsule capsule,
            VerifiedCapsuleFrag fragment,
            PublicKey verifying,
            PublicKey delegating,
            PublicKey receiving) {
        CapsuleFrag frag = fragment.unverified();
        CapsuleFragPoints p = frag.points();
        BigInteger h = p.challenge(capsule);
        BigInteger z = frag.z();
        byte[] hash = Hashing.sha256().digest(frag.signedMessage(delegating, receiving));
        PackWriter out = new PackWriter().array(16);
        quintuple(out, capsule.e(), z, p.e1(), h, p.e2());
        quintuple(out, capsule.v(), z, p.v1(), h, p.v2());
        out.point(times(Secp256k1.U, z)).point(p.u1()).point(times(p.u1(), h)).point(p.u2());
        out.bytes(hash).flag(Recovery.oddNonce(frag.signature(), hash, verifying));
        return new ReencryptionEvidence(out.done());
    }

    private static void quintuple(PackWriter out, ECPoint p, BigInteger z, ECPoint p1, BigInteger h, ECPoint p2) {
        out.point(p).point(times(p, z)).point(p1).point(times(p1, h)).point(p2);
    }

    /** Public scalar, public point. */
    private static ECPoint times(ECPoint point, BigInteger k) {
        return point.multiply(k);
    }

    /** MessagePack: an array of 16. */
    public byte[] toBytes() {
        return bytes.clone();
    }
}
