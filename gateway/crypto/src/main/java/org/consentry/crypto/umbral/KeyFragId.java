package org.consentry.crypto.umbral;

import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.util.encoders.Hex;

/** The 32 random bytes that name a key fragment; its capsule fragments carry the same name. */
public final class KeyFragId {
    static final int LENGTH = 32;

    private final byte[] bytes;

    KeyFragId(byte[] bytes) {
        this.bytes = bytes;
    }

    static KeyFragId random(SecureRandom random) {
        byte[] bytes = new byte[LENGTH];
        random.nextBytes(bytes);
        return new KeyFragId(bytes);
    }

    public byte[] toBytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyFragId id && Arrays.equals(id.bytes, bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return Hex.toHexString(bytes);
    }
}
