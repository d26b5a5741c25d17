package org.consentry.crypto.umbral;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import org.bouncycastle.math.ec.ECPoint;

/** A plaintext sealed to a public key: the capsule and the ciphertext, 40 bytes longer than the plaintext. */
public final class Sealed {
    private final Capsule capsule;
    private final byte[] ciphertext;

    /** What was stored or received: a capsule and its ciphertext. */
    public Sealed(Capsule capsule, byte[] ciphertext) {
        this.capsule = capsule;
        this.ciphertext = ciphertext.clone();
    }

    /** Seals a plaintext. */
    public static Sealed to(PublicKey owner, byte[] plaintext, SecureRandom random) {
        Capsule.Filled filled = Capsule.sealTo(owner, random);
        return new Sealed(filled.capsule(), Dem.seal(filled.secret(), filled.capsule(), plaintext, random));
    }

    /** Opens with the key it was sealed to. */
    public Checked<byte[]> open(SecretKey owner) {
        return Fault.guard(() -> Dem.open(capsule.openWith(owner), capsule, ciphertext));
    }

    /** Opens with a receiver's key and capsule fragments, at least as many as the threshold. */
    public Checked<byte[]> open(SecretKey receiver, PublicKey delegating, Collection<VerifiedCapsuleFrag> fragments) {
        return Fault.guard(() -> Dem.open(shared(receiver, delegating, List.copyOf(fragments)), capsule, ciphertext));
    }

    private ECPoint shared(SecretKey receiver, PublicKey delegating, List<VerifiedCapsuleFrag> fragments) {
        OpenedFragments opened = OpenedFragments.of(receiver, fragments);
        BigInteger h = Capsule.challenge(capsule.e(), capsule.v());
        BigInteger ratio = Secp256k1.product(capsule.s(), Secp256k1.inverse(opened.divisor()));
        // (s/d) pk = hE' + V' holds only for enough fragments of this capsule by this delegator for this receiver.
        ECPoint left = Secp256k1.timesSecret(delegating.point(), ratio);
        ECPoint right = Secp256k1.sum(opened.e(), h, opened.v(), BigInteger.ONE);
        Fault.unless(left.equals(right), Flaw.NOT_OPENED);
        ECPoint both = opened.e().add(opened.v());
        Fault.unless(!both.isInfinity(), Flaw.NOT_OPENED);
        return Secp256k1.timesSecret(both, opened.divisor());
    }

    public Capsule capsule() {
        return capsule;
    }

    public byte[] ciphertext() {
        return ciphertext.clone();
    }
}
