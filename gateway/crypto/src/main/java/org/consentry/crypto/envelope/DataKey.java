package org.consentry.crypto.envelope;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/** The key of one attachment: 32 random bytes, used for nothing else. Close it when the attachment is done. */
public final class DataKey implements AutoCloseable {

    /** Length of a data key. */
    public static final int LENGTH = 32;

    private final byte[] bytes;
    private boolean closed;

    private DataKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A new key. */
    public static DataKey random(SecureRandom random) {
        byte[] bytes = new byte[LENGTH];
        random.nextBytes(bytes);
        return new DataKey(bytes);
    }

    /** A key somebody unwrapped; the array is copied. */
    public static DataKey of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a data key is 32 bytes");
        }
        return new DataKey(bytes.clone());
    }

    /** The key itself; whoever asks must overwrite the array. */
    public byte[] toSecretBytes() {
        if (closed) {
            throw new IllegalStateException("the data key was closed");
        }
        return bytes.clone();
    }

    /** Overwrites the key. */
    @Override
    public void close() {
        Arrays.fill(bytes, (byte) 0);
        closed = true;
    }

    /** In constant time. */
    @Override
    public boolean equals(Object other) {
        return other instanceof DataKey key && MessageDigest.isEqual(key.bytes, bytes);
    }

    @Override
    public int hashCode() {
        // The same for all: a hash of a key must not end in a heap dump's statistics.
        return DataKey.class.hashCode();
    }

    /** Never shows the key. */
    @Override
    public String toString() {
        return "DataKey[...]";
    }
}
