package org.consentry.crypto.umbral;

import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.encoders.Hex;

/** A public key: 33 bytes, compressed. Used for sealing, for receiving and for verifying signatures. */
public final class PublicKey {

    /** Length of {@link #toBytes()}. */
    public static final int LENGTH = Secp256k1.POINT;

    private final ECPoint point;

    PublicKey(ECPoint point) {
        this.point = point.normalize();
    }

    /** Reads a compressed point other than the identity. */
    public static Checked<PublicKey> fromBytes(byte[] bytes) {
        return Fault.guard(() -> {
            Fault.unless(bytes.length == LENGTH, Flaw.WRONG_LENGTH);
            return new PublicKey(Secp256k1.decode(bytes));
        });
    }

    public byte[] toBytes() {
        return Secp256k1.encode(point);
    }

    ECPoint point() {
        return point;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PublicKey key && key.point.equals(point);
    }

    @Override
    public int hashCode() {
        return point.hashCode();
    }

    @Override
    public String toString() {
        return "PublicKey[" + Hex.toHexString(toBytes()) + "]";
    }
}
