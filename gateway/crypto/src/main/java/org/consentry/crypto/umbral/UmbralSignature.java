package org.consentry.crypto.umbral;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

/**
 * An ECDSA signature over SHA-256 on secp256k1.
 *
 * <p>Only the lower-half s is accepted: for every signature there is a second one with s replaced by n − s, which anybody
 * can compute, and evidence must have one form. Signers of the field all emit the lower half.
 */
public final class UmbralSignature {

    /** Length of {@link #toBytes()}. */
    public static final int LENGTH = 2 * Secp256k1.SCALAR;

    private final BigInteger r;
    private final BigInteger s;

    UmbralSignature(BigInteger r, BigInteger s) {
        this.r = r;
        this.s = s;
    }

    /** Reads r and s, 32 bytes each. */
    public static Checked<UmbralSignature> fromBytes(byte[] bytes) {
        return Fault.guard(() -> read(bytes));
    }

    /** Reads the DER form. */
    public static Checked<UmbralSignature> fromDer(byte[] der) {
        return Fault.guard(() -> {
            try {
                BigInteger[] pair = StandardDSAEncoding.INSTANCE.decode(Secp256k1.ORDER, der);
                return checked(pair[0], pair[1]);
            } catch (IOException | IllegalArgumentException notDer) {
                throw new Fault(Flaw.BAD_SIGNATURE_FORM);
            }
        });
    }

    static UmbralSignature read(byte[] bytes) {
        Fault.unless(bytes.length == LENGTH, Flaw.WRONG_LENGTH);
        BigInteger r = new BigInteger(1, Arrays.copyOfRange(bytes, 0, Secp256k1.SCALAR));
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(bytes, Secp256k1.SCALAR, LENGTH));
        return checked(r, s);
    }

    private static UmbralSignature checked(BigInteger r, BigInteger s) {
        boolean inRange = r.signum() > 0
                && r.compareTo(Secp256k1.ORDER) < 0
                && s.signum() > 0
                && s.compareTo(Secp256k1.HALF_ORDER) <= 0;
        Fault.unless(inRange, Flaw.BAD_SIGNATURE_FORM);
        return new UmbralSignature(r, s);
    }

    /** r and s, 32 bytes each, big-endian. */
    public byte[] toBytes() {
        byte[] out = Arrays.copyOf(Secp256k1.bytes(r), LENGTH);
        System.arraycopy(Secp256k1.bytes(s), 0, out, Secp256k1.SCALAR, Secp256k1.SCALAR);
        return out;
    }

    /** The same as a DER sequence. */
    public byte[] toDer() {
        try {
            return StandardDSAEncoding.INSTANCE.encode(Secp256k1.ORDER, r, s);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Whether this is the key's signature over the message. */
    public boolean isOver(byte[] message, PublicKey key) {
        return isOverHash(Hashing.sha256().digest(message), key);
    }

    boolean isOverHash(byte[] hash, PublicKey key) {
        ECDSASigner verifier = new ECDSASigner();
        verifier.init(false, new ECPublicKeyParameters(key.point(), Secp256k1.DOMAIN));
        return verifier.verifySignature(hash, r, s);
    }

    BigInteger r() {
        return r;
    }

    BigInteger s() {
        return s;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UmbralSignature signature && signature.r.equals(r) && signature.s.equals(s);
    }

    @Override
    public int hashCode() {
        return 31 * r.hashCode() + s.hashCode();
    }
}
