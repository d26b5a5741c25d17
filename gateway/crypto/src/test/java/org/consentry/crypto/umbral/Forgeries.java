package org.consentry.crypto.umbral;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bouncycastle.util.encoders.Hex;

/** One wrong object for each rule about bytes: other encodings of the same value, values out of range, other lengths. */
record Forgeries(byte[] capsule, byte[] keyFrag, byte[] capsuleFrag) {
    private static final byte[] IDENTITY = new byte[33];
    private static final byte[] UNCOMPRESSED = prefixed(4, Secp256k1.encode(Secp256k1.G));
    private static final byte[] HYBRID = prefixed(6, Secp256k1.encode(Secp256k1.G));
    private static final byte[] OFF_CURVE =
            Hex.decode("020000000000000000000000000000000000000000000000000000000000000005");
    /** The field's prime and one: the x of a point, once it is taken by the prime. */
    private static final byte[] BEYOND_FIELD =
            Hex.decode("02fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc30");

    private static final byte[] ZERO = new byte[32];
    private static final byte[] ORDER = Secp256k1.bytes(Secp256k1.ORDER);

    List<Map<String, Object>> all() {
        List<Map<String, Object>> all = new ArrayList<>();
        for (byte[] point : List.of(IDENTITY, UNCOMPRESSED, HYBRID, OFF_CURVE, BEYOND_FIELD)) {
            all.add(refused("capsule", Flaw.BAD_POINT, with(capsule, 3, point)));
            all.add(refused("keyFrag", Flaw.BAD_POINT, with(keyFrag, 107, point)));
            all.add(refused("capsuleFrag", Flaw.BAD_POINT, with(capsuleFrag, 213, point)));
        }
        for (byte[] scalar : List.of(ZERO, ORDER)) {
            all.add(refused("capsule", Flaw.BAD_SCALAR, with(capsule, 73, scalar)));
            all.add(refused("keyFrag", Flaw.BAD_SCALAR, with(keyFrag, 73, scalar)));
            all.add(refused("capsuleFrag", Flaw.BAD_SCALAR, with(capsuleFrag, 283, scalar)));
        }
        for (int more : new int[] {-1, 1}) {
            all.add(refused("capsule", Flaw.WRONG_LENGTH, Arrays.copyOf(capsule, capsule.length + more)));
            all.add(refused("keyFrag", Flaw.WRONG_LENGTH, Arrays.copyOf(keyFrag, keyFrag.length + more)));
            all.add(refused("capsuleFrag", Flaw.WRONG_LENGTH, Arrays.copyOf(capsuleFrag, capsuleFrag.length + more)));
        }
        // An array of four, a text for bytes, a flag that is nil.
        all.add(refused("capsule", Flaw.WRONG_STRUCTURE, with(capsule, 0, new byte[] {(byte) 0x94})));
        all.add(refused("capsule", Flaw.WRONG_STRUCTURE, with(capsule, 1, new byte[] {(byte) 0xD9})));
        all.add(refused("keyFrag", Flaw.WRONG_STRUCTURE, with(keyFrag, 1, new byte[] {(byte) 0x90})));
        all.add(refused("keyFrag", Flaw.WRONG_STRUCTURE, with(keyFrag, 309, new byte[] {(byte) 0xC0})));
        all.add(refused("capsuleFrag", Flaw.WRONG_STRUCTURE, with(capsuleFrag, 140, new byte[] {(byte) 0x95})));
        all.add(refused("keyFrag", Flaw.BAD_SIGNATURE_FORM, upperHalf(keyFrag, 244)));
        all.add(refused("capsuleFrag", Flaw.BAD_SIGNATURE_FORM, upperHalf(capsuleFrag, 317)));
        all.add(refused("capsuleFrag", Flaw.BAD_SIGNATURE_FORM, with(capsuleFrag, 317, ZERO)));
        all.add(refused("capsuleFrag", Flaw.BAD_SIGNATURE_FORM, with(capsuleFrag, 317, ORDER)));
        all.add(refused(
                "capsuleFrag", Flaw.WRONG_RECEIVER_SIGNATURE, with(capsuleFrag, 107, Secp256k1.encode(Secp256k1.G))));
        return all;
    }

    private static Map<String, Object> refused(String kind, Flaw flaw, byte[] bytes) {
        return UmbralVectors.refused(kind, flaw, bytes);
    }

    /** The other signature that everybody can make of this one. */
    private static byte[] upperHalf(byte[] object, int at) {
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(object, at + 32, at + 64));
        return with(object, at + 32, Secp256k1.bytes(Secp256k1.ORDER.subtract(s)));
    }

    private static byte[] prefixed(int prefix, byte[] point) {
        byte[] out = point.clone();
        out[0] = (byte) prefix;
        return out;
    }

    private static byte[] with(byte[] bytes, int at, byte[] part) {
        byte[] out = bytes.clone();
        System.arraycopy(part, 0, out, at, part.length);
        return out;
    }
}
