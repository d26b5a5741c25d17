package org.consentry.crypto.umbral;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes key fragments: {@code shares} of them, any {@code threshold} of which let the receiver open what is sealed to the
 * delegator. The patient's device does this; a server never needs to.
 *
 * @param threshold how many are needed, 1 or more
 * @param shares how many are made, at least {@code threshold} and at most 255
 * @param signDelegatingKey whether the signature for the proxy covers the delegator's key
 * @param signReceivingKey whether the signature for the proxy covers the receiver's key
 */
public record KeyFrags(int threshold, int shares, boolean signDelegatingKey, boolean signReceivingKey) {
    private static final int MOST_SHARES = 255;

    public KeyFrags {
        if (threshold < 1 || threshold > shares || shares > MOST_SHARES) {
            throw new IllegalArgumentException("threshold %d of %d shares: 1 <= threshold <= shares <= %d"
                    .formatted(threshold, shares, MOST_SHARES));
        }
    }

    /** Both keys signed for the proxy, as this product always has it. */
    public static KeyFrags of(int threshold, int shares) {
        return new KeyFrags(threshold, shares, true, true);
    }

    /** Makes the fragments for one receiver. */
    public List<VerifiedKeyFrag> make(SecretKey delegator, PublicKey receiver, Signer signer, SecureRandom random) {
        BigInteger ephemeral = Secp256k1.random(random);
        Delegation delegation = new Delegation(
                Secp256k1.timesG(ephemeral).normalize(),
                receiver.point(),
                Secp256k1.timesSecret(receiver.point(), ephemeral));
        List<BigInteger> polynomial = polynomial(delegator, delegation, random);
        List<VerifiedKeyFrag> fragments = new ArrayList<>(shares);
        Set<KeyFragId> taken = new HashSet<>();
        while (fragments.size() < shares) {
            KeyFragId id = KeyFragId.random(random);
            BigInteger rk = valueAt(delegation.place(id), polynomial);
            if (rk.signum() != 0 && taken.add(id)) {
                fragments.add(fragment(id, rk, delegation, delegator.publicKey(), receiver, signer));
            }
        }
        return List.copyOf(fragments);
    }

    private List<BigInteger> polynomial(SecretKey delegator, Delegation delegation, SecureRandom random) {
        List<BigInteger> coefficients = new ArrayList<>(threshold);
        coefficients.add(Secp256k1.product(delegator.scalar(), Secp256k1.inverse(delegation.divisor())));
        while (coefficients.size() < threshold) {
            coefficients.add(Secp256k1.random(random));
        }
        return coefficients;
    }

    private static BigInteger valueAt(BigInteger place, List<BigInteger> coefficients) {
        BigInteger value = BigInteger.ZERO;
        for (BigInteger coefficient : coefficients.reversed()) {
            value = value.multiply(place).add(coefficient).mod(Secp256k1.ORDER);
        }
        return value;
    }

    private VerifiedKeyFrag fragment(
            KeyFragId id,
            BigInteger rk,
            Delegation delegation,
            PublicKey delegating,
            PublicKey receiving,
            Signer signer) {
        SignedParts parts = new SignedParts(id, Secp256k1.timesU(rk).normalize(), delegation.x());
        byte[] proxyMessage = parts.message(
                Optional.of(delegating).filter(key -> signDelegatingKey),
                Optional.of(receiving).filter(key -> signReceivingKey));
        KeyFragProof proof = new KeyFragProof(
                parts.commitment(),
                signer.sign(proxyMessage),
                signer.sign(parts.forReceiver(delegating, receiving)),
                signDelegatingKey,
                signReceivingKey);
        return new VerifiedKeyFrag(new KeyFrag(id, rk, delegation.x(), proof));
    }
}
