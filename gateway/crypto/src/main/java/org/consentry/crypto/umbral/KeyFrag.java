package org.consentry.crypto.umbral;

import java.math.BigInteger;
import java.util.Optional;
import org.bouncycastle.math.ec.ECPoint;

/**
 * A key fragment as it arrives at a proxy: well-formed, not yet trusted.
 *
 * <p>A fragment is as good as a share of the right to read. It is stored for the proxy alone and deleted on revocation.
 */
public final class KeyFrag {

    /** Length of {@link #toBytes()}. */
    public static final int LENGTH = 310;

    private final KeyFragId id;
    private final BigInteger key;
    private final ECPoint x;
    private final KeyFragProof proof;

    KeyFrag(KeyFragId id, BigInteger key, ECPoint x, KeyFragProof proof) {
        this.id = id;
        this.key = key;
        this.x = x.normalize();
        this.proof = proof;
    }

    /**
     * Reads {@link #toBytes()}. A fragment made with another second generator is refused here: the equations of
     * {@link #verify} would hold for it, and the receiver could never use what the proxy makes of it.
     */
    public static Checked<KeyFrag> fromBytes(byte[] bytes) {
        return Fault.guard(() -> {
            PackReader in = new PackReader(bytes, LENGTH);
            in.array(5);
            in.array(1);
            Fault.unless(in.point().equals(Secp256k1.U), Flaw.WRONG_PARAMETERS);
            KeyFragId id = new KeyFragId(in.bytes(KeyFragId.LENGTH));
            BigInteger key = in.scalar();
            ECPoint x = in.point();
            in.array(5);
            return new KeyFrag(
                    id, key, x, new KeyFragProof(in.point(), in.signature(), in.signature(), in.flag(), in.flag()));
        });
    }

    public byte[] toBytes() {
        PackWriter out = new PackWriter()
                .array(5)
                .array(1)
                .point(Secp256k1.U)
                .bytes(id.toBytes())
                .scalar(key)
                .point(x);
        return proof.write(out).done();
    }

    /** Checks the fragment with both parties' keys known, as a proxy that binds it to a consent does. */
    public Checked<VerifiedKeyFrag> verify(PublicKey verifying, PublicKey delegating, PublicKey receiving) {
        return verify(verifying, Optional.of(delegating), Optional.of(receiving));
    }

    /**
     * Checks the fragment with the keys that are known. A key that the fragment's flags name must be among them. The
     * signature for the receiver covers both keys, so it is checked when both are there.
     */
    public Checked<VerifiedKeyFrag> verify(
            PublicKey verifying, Optional<PublicKey> delegating, Optional<PublicKey> receiving) {
        return Fault.guard(() -> {
            Fault.unless(Secp256k1.timesU(key).equals(proof.commitment()), Flaw.WRONG_COMMITMENT);
            proof.check(new SignedParts(id, proof.commitment(), x), verifying, delegating, receiving);
            return new VerifiedKeyFrag(this);
        });
    }

    public KeyFragId id() {
        return id;
    }

    BigInteger key() {
        return key;
    }

    ECPoint x() {
        return x;
    }

    KeyFragProof proof() {
        return proof;
    }

    /** Names the fragment and never shows its key. */
    @Override
    public String toString() {
        return "KeyFrag[" + id + "]";
    }
}
