package org.consentry.crypto.umbral;

import java.math.BigInteger;
import java.security.SecureRandom;

/** A key fragment a proxy may use: checked, or made here. */
public final class VerifiedKeyFrag {
    private final KeyFrag fragment;

    VerifiedKeyFrag(KeyFrag fragment) {
        this.fragment = fragment;
    }

    /** Turns a capsule into a fragment of it for the receiver, with a proof that it was done honestly. */
    public VerifiedCapsuleFrag reencrypt(Capsule capsule, SecureRandom random) {
        BigInteger rk = fragment.key();
        BigInteger tau = Secp256k1.random(random);
        CapsuleFragPoints points = new CapsuleFragPoints(
                Secp256k1.timesSecret(capsule.e(), rk),
                Secp256k1.timesSecret(capsule.v(), rk),
                Secp256k1.timesSecret(capsule.e(), tau),
                Secp256k1.timesSecret(capsule.v(), tau),
                fragment.proof().commitment(),
                Secp256k1.timesU(tau));
        CapsuleFragPoints normal = points.normalized();
        BigInteger z = tau.add(rk.multiply(normal.challenge(capsule))).mod(Secp256k1.ORDER);
        if (z.signum() == 0) {
            // One chance in 2^256: such a proof could not be read back.
            return reencrypt(capsule, random);
        }
        return new VerifiedCapsuleFrag(new CapsuleFrag(
                fragment.id(), fragment.x(), normal, z, fragment.proof().forReceiver()));
    }

    /** The fragment as bytes, to keep. */
    public byte[] toBytes() {
        return fragment.toBytes();
    }

    public KeyFragId id() {
        return fragment.id();
    }

    @Override
    public String toString() {
        return "Verified" + fragment;
    }
}
