package org.consentry.crypto.umbral;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import org.bouncycastle.math.ec.ECPoint;

/** Writes what {@link PackReader} reads. */
final class PackWriter {
    private static final int LARGEST_SHORT_ARRAY = 15;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

    PackWriter array(int count) {
        if (count <= LARGEST_SHORT_ARRAY) {
            out.write(0x90 | count);
        } else {
            out.write(0xDC);
            out.write(count >> 8);
            out.write(count);
        }
        return this;
    }

    PackWriter bytes(byte[] bytes) {
        out.write(0xC4);
        out.write(bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    PackWriter point(ECPoint point) {
        return bytes(Secp256k1.encode(point));
    }

    PackWriter scalar(BigInteger scalar) {
        return bytes(Secp256k1.bytes(scalar));
    }

    PackWriter flag(boolean flag) {
        out.write(flag ? 0xC3 : 0xC2);
        return this;
    }

    byte[] done() {
        return out.toByteArray();
    }
}
