package org.consentry.ledger.merkle;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.text.Base64Text;

/** A SHA-256 value: 32 bytes that never change. */
public final class Hash implements Comparable<Hash> {
    /** Bytes in a hash. */
    public static final int LENGTH = 32;

    /** The root of a tree without leaves (RFC 6962, section 2.1): the hash of nothing. */
    public static final Hash EMPTY_ROOT = sha256(new byte[0]);

    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private final byte[] value;

    private Hash(byte[] value) {
        this.value = value;
    }

    /**
     * Takes 32 bytes as a hash.
     *
     * @throws Malformed if there are not exactly 32
     */
    public static Hash of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new Malformed("hash", "32 bytes");
        }
        return new Hash(bytes.clone());
    }

    /** The hash that starts at {@code offset} in {@code bytes}, as tiles hold them. */
    public static Hash at(byte[] bytes, int offset) {
        return new Hash(Arrays.copyOfRange(bytes, offset, offset + LENGTH));
    }

    /** Reads standard base64. */
    public static Hash fromBase64(String text) {
        return of(Base64Text.decode("hash", text));
    }

    /** Reads 64 hexadecimal digits. */
    public static Hash fromHex(String text) {
        try {
            return of(HexFormat.of().parseHex(text));
        } catch (Malformed wrongLength) {
            throw wrongLength;
        } catch (IllegalArgumentException notHex) {
            throw new Malformed("hash", "64 hexadecimal digits");
        }
    }

    /** Plain SHA-256, for content; tree hashes carry a prefix. */
    public static Hash sha256(byte[] content) {
        return new Hash(digest().digest(content));
    }

    /** The hash of a leaf: SHA-256(0x00 ‖ entry). */
    public static Hash leaf(byte[] entry) {
        MessageDigest digest = digest();
        digest.update(LEAF);
        return new Hash(digest.digest(entry));
    }

    /** The hash of an inner node: SHA-256(0x01 ‖ left ‖ right). */
    public static Hash node(Hash left, Hash right) {
        MessageDigest digest = digest();
        digest.update(NODE);
        digest.update(left.value);
        return new Hash(digest.digest(right.value));
    }

    /** A copy of the 32 bytes. */
    public byte[] bytes() {
        return value.clone();
    }

    /** Writes the 32 bytes into a larger array. */
    public void copyTo(byte[] target, int offset) {
        System.arraycopy(value, 0, target, offset, LENGTH);
    }

    /** Standard base64, as notes and proofs write it. */
    public String base64() {
        return Base64Text.encode(value);
    }

    /** Lower-case hexadecimal, as URLs and people write it. */
    public String hex() {
        return HexFormat.of().formatHex(value);
    }

    @Override
    public int compareTo(Hash other) {
        return Arrays.compareUnsigned(value, other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash hash && Arrays.equals(value, hash.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return hex();
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
