package org.consentry.crypto.umbral;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.math.ec.ECPoint;

/** The capsule fragments put together by Lagrange's formula at zero, and the divisor only the receiver can compute. */
record OpenedFragments(ECPoint e, ECPoint v, BigInteger divisor) {

    static OpenedFragments of(SecretKey receiver, List<VerifiedCapsuleFrag> fragments) {
        refuseUnfitting(fragments);
        ECPoint x = fragments.getFirst().unverified().x();
        Delegation delegation =
                new Delegation(x, receiver.publicKey().point(), Secp256k1.timesSecret(x, receiver.scalar()));
        int count = fragments.size();
        BigInteger[] places = new BigInteger[count];
        ECPoint[] e1 = new ECPoint[count];
        ECPoint[] v1 = new ECPoint[count];
        for (int j = 0; j < count; j++) {
            CapsuleFrag fragment = fragments.get(j).unverified();
            places[j] = delegation.place(fragment.id());
            e1[j] = fragment.points().e1();
            v1[j] = fragment.points().v1();
        }
        BigInteger[] weights = weights(places);
        return new OpenedFragments(Secp256k1.sum(e1, weights), Secp256k1.sum(v1, weights), delegation.divisor());
    }

    private static void refuseUnfitting(List<VerifiedCapsuleFrag> fragments) {
        Fault.unless(!fragments.isEmpty(), Flaw.NO_FRAGMENTS);
        ECPoint x = fragments.getFirst().unverified().x();
        Set<KeyFragId> ids = new HashSet<>();
        for (VerifiedCapsuleFrag fragment : fragments) {
            Fault.unless(fragment.unverified().x().equals(x), Flaw.MIXED_FRAGMENTS);
            Fault.unless(ids.add(fragment.id()), Flaw.REPEATED_FRAGMENT);
        }
    }

    /** Each place's weight: the product over the others of k / (k − j). */
    private static BigInteger[] weights(BigInteger[] places) {
        BigInteger[] weights = new BigInteger[places.length];
        for (int j = 0; j < places.length; j++) {
            BigInteger above = BigInteger.ONE;
            BigInteger below = BigInteger.ONE;
            for (int k = 0; k < places.length; k++) {
                if (k != j) {
                    above = Secp256k1.product(above, places[k]);
                    below = Secp256k1.product(below, places[k].subtract(places[j]));
                }
            }
            Fault.unless(below.signum() != 0, Flaw.REPEATED_FRAGMENT);
            weights[j] = Secp256k1.product(above, Secp256k1.inverse(below));
        }
        return weights;
    }
}
