package org.consentry.crypto.umbral;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.math.ec.ECPoint;

/** The scheme's hashes: to a scalar under a domain tag, and HKDF (RFC 5869) with SHA-256 and no salt. */
final class Hashing {
    private static final BigInteger ORDER_LESS_ONE = Secp256k1.ORDER.subtract(BigInteger.ONE);

    private Hashing() {}

    /** 1 + (SHA-256(length of tag ‖ tag ‖ parts) mod (n − 1)): never zero. */
    static BigInteger toScalar(byte[] tag, byte[]... parts) {
        MessageDigest digest = sha256();
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(tag.length).array());
        digest.update(tag);
        for (byte[] part : parts) {
            digest.update(part);
        }
        return new BigInteger(1, digest.digest()).mod(ORDER_LESS_ONE).add(BigInteger.ONE);
    }

    static BigInteger toScalar(String tag, byte[]... parts) {
        return toScalar(tag.getBytes(StandardCharsets.US_ASCII), parts);
    }

    static BigInteger toScalar(String tag, ECPoint... points) {
        byte[][] parts = new byte[points.length][];
        for (int i = 0; i < points.length; i++) {
            parts[i] = Secp256k1.encode(points[i]);
        }
        return toScalar(tag, parts);
    }

    static byte[] derive(byte[] secret, byte[] info, int length) {
        HKDFBytesGenerator generator = new HKDFBytesGenerator(new SHA256Digest());
        generator.init(new HKDFParameters(secret, null, info));
        byte[] out = new byte[length];
        generator.generateBytes(out, 0, length);
        return out;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("this JDK has no SHA-256", missing);
        }
    }
}
