package org.consentry.crypto.umbral;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.math.ec.ECPoint;

/** A capsule fragment as it arrives at a receiver: well-formed, not yet trusted. */
public final class CapsuleFrag {

    /** Length of {@link #toBytes()}. */
    public static final int LENGTH = 381;

    /** Length of {@link #toSimpleBytes()}. */
    public static final int SIMPLE_LENGTH = 359;

    private final KeyFragId id;
    private final ECPoint x;
    private final CapsuleFragPoints points;
    private final BigInteger z;
    private final UmbralSignature signature;

    CapsuleFrag(KeyFragId id, ECPoint x, CapsuleFragPoints points, BigInteger z, UmbralSignature signature) {
        this.id = id;
        this.x = x;
        this.points = points;
        this.z = z;
        this.signature = signature;
    }

    /** Reads {@link #toBytes()}. */
    public static Checked<CapsuleFrag> fromBytes(byte[] bytes) {
        return Fault.guard(() -> {
            PackReader in = new PackReader(bytes, LENGTH);
            in.array(5);
            ECPoint e1 = in.point();
            ECPoint v1 = in.point();
            KeyFragId id = new KeyFragId(in.bytes(KeyFragId.LENGTH));
            ECPoint x = in.point();
            in.array(6);
            ECPoint e2 = in.point();
            ECPoint v2 = in.point();
            ECPoint u1 = in.point();
            ECPoint u2 = in.point();
            return new CapsuleFrag(id, x, new CapsuleFragPoints(e1, v1, e2, v2, u1, u2), in.scalar(), in.signature());
        });
    }

    /** Reads {@link #toSimpleBytes()}. */
    public static Checked<CapsuleFrag> fromSimpleBytes(byte[] bytes) {
        return bytes.length == SIMPLE_LENGTH ? fromBytes(packed(bytes)) : new Checked.Refused<>(Flaw.WRONG_LENGTH);
    }

    /** MessagePack: an array of E1, V1, id, X and an array of the proof. */
    public byte[] toBytes() {
        return new PackWriter()
                .array(5)
                .point(points.e1())
                .point(points.v1())
                .bytes(id.toBytes())
                .point(x)
                .array(6)
                .point(points.e2())
                .point(points.v2())
                .point(points.u1())
                .point(points.u2())
                .scalar(z)
                .bytes(signature.toBytes())
                .done();
    }

    /** The same fields one after the other. */
    public byte[] toSimpleBytes() {
        byte[] packed = toBytes();
        ByteArrayOutputStream out = new ByteArrayOutputStream(SIMPLE_LENGTH);
        int at = 1;
        for (int field = 0; field < FIELDS.length; field++) {
            at += field == FIELDS_BEFORE_PROOF ? 3 : 2;
            out.write(packed, at, FIELDS[field]);
            at += FIELDS[field];
        }
        return out.toByteArray();
    }

    private static final int[] FIELDS = {33, 33, 32, 33, 33, 33, 33, 33, 32, 64};
    private static final int FIELDS_BEFORE_PROOF = 4;

    private static byte[] packed(byte[] simple) {
        PackWriter out = new PackWriter().array(5);
        int at = 0;
        for (int field = 0; field < FIELDS.length; field++) {
            if (field == FIELDS_BEFORE_PROOF) {
                out.array(6);
            }
            out.bytes(Arrays.copyOfRange(simple, at, at + FIELDS[field]));
            at += FIELDS[field];
        }
        return out.done();
    }

    /** Checks the delegator's signature and the proxy's proof for this capsule and these keys. */
    public Checked<VerifiedCapsuleFrag> verify(
            Capsule capsule, PublicKey verifying, PublicKey delegating, PublicKey receiving) {
        return Fault.guard(() -> {
            Fault.unless(
                    signature.isOver(signedMessage(delegating, receiving), verifying), Flaw.WRONG_RECEIVER_SIGNATURE);
            Fault.unless(points.proves(capsule, z), Flaw.WRONG_PROOF);
            return new VerifiedCapsuleFrag(this);
        });
    }

    byte[] signedMessage(PublicKey delegating, PublicKey receiving) {
        return new SignedParts(id, points.u1(), x).forReceiver(delegating, receiving);
    }

    public KeyFragId id() {
        return id;
    }

    ECPoint x() {
        return x;
    }

    CapsuleFragPoints points() {
        return points;
    }

    BigInteger z() {
        return z;
    }

    UmbralSignature signature() {
        return signature;
    }
}
