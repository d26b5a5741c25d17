package org.consentry.crypto.umbral;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.math.ec.ECPoint;

/** The sealed form of a shared secret: two points E and V and a proof s that whoever made them knew their logarithms. */
public final class Capsule {

    /** Length of {@link #toBytes()}. */
    public static final int LENGTH = 105;

    /** Length of {@link #toSimpleBytes()}. */
    public static final int SIMPLE_LENGTH = 2 * Secp256k1.POINT + Secp256k1.SCALAR;

    private final ECPoint e;
    private final ECPoint v;
    private final BigInteger s;

    private Capsule(ECPoint e, ECPoint v, BigInteger s) {
        this.e = e.normalize();
        this.v = v.normalize();
        this.s = s;
    }

    /** A capsule and the secret that is in it. */
    record Filled(Capsule capsule, ECPoint secret) {}

    static Filled sealTo(PublicKey key, SecureRandom random) {
        BigInteger r = Secp256k1.random(random);
        BigInteger w = Secp256k1.random(random);
        ECPoint e = Secp256k1.timesG(r).normalize();
        ECPoint v = Secp256k1.timesG(w).normalize();
        BigInteger s = w.add(r.multiply(challenge(e, v))).mod(Secp256k1.ORDER);
        BigInteger both = r.add(w).mod(Secp256k1.ORDER);
        if (s.signum() == 0 || both.signum() == 0) {
            // One chance in 2^255: such a capsule could not be read back.
            return sealTo(key, random);
        }
        return new Filled(new Capsule(e, v, s), Secp256k1.timesSecret(key.point(), both));
    }

    /** Reads {@link #toBytes()} and makes the capsule's own check. */
    public static Checked<Capsule> fromBytes(byte[] bytes) {
        return Fault.guard(() -> {
            PackReader in = new PackReader(bytes, LENGTH);
            in.array(3);
            return checked(in.point(), in.point(), in.scalar());
        });
    }

    /** Reads {@link #toSimpleBytes()} and makes the capsule's own check. */
    public static Checked<Capsule> fromSimpleBytes(byte[] bytes) {
        return Fault.guard(() -> {
            Fault.unless(bytes.length == SIMPLE_LENGTH, Flaw.WRONG_LENGTH);
            return checked(
                    Secp256k1.decode(Arrays.copyOfRange(bytes, 0, Secp256k1.POINT)),
                    Secp256k1.decode(Arrays.copyOfRange(bytes, Secp256k1.POINT, 2 * Secp256k1.POINT)),
                    Secp256k1.scalar(Arrays.copyOfRange(bytes, 2 * Secp256k1.POINT, SIMPLE_LENGTH)));
        });
    }

    private static Capsule checked(ECPoint e, ECPoint v, BigInteger s) {
        ECPoint expected = Secp256k1.sum(Secp256k1.G, s, e, Secp256k1.negative(challenge(e, v)));
        Fault.unless(expected.equals(v), Flaw.INCONSISTENT_CAPSULE);
        return new Capsule(e, v, s);
    }

    /** MessagePack: an array of E, V and s. */
    public byte[] toBytes() {
        return new PackWriter().array(3).point(e).point(v).scalar(s).done();
    }

    /** E, V and s one after the other. */
    public byte[] toSimpleBytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(SIMPLE_LENGTH);
        out.writeBytes(Secp256k1.encode(e));
        out.writeBytes(Secp256k1.encode(v));
        out.writeBytes(Secp256k1.bytes(s));
        return out.toByteArray();
    }

    /** Two points that cancel each other pass the capsule's own check, and their secret is everybody's. */
    ECPoint openWith(SecretKey owner) {
        ECPoint both = e.add(v);
        Fault.unless(!both.isInfinity(), Flaw.INCONSISTENT_CAPSULE);
        return Secp256k1.timesSecret(both, owner.scalar());
    }

    static BigInteger challenge(ECPoint e, ECPoint v) {
        return Hashing.toScalar("CAPSULE_POINTS", e, v);
    }

    ECPoint e() {
        return e;
    }

    ECPoint v() {
        return v;
    }

    BigInteger s() {
        return s;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Capsule capsule && capsule.e.equals(e) && capsule.v.equals(v) && capsule.s.equals(s);
    }

    @Override
    public int hashCode() {
        return 31 * e.hashCode() + v.hashCode();
    }
}
