package org.consentry.gateway.record.definition;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The hashes that index rows hold instead of text: the first 64 bits of SHA-256.
 *
 * <p>A faster hash would do against accidents. But whoever can choose an identifier could then choose one that
 * collides with another patient's, and a conditional reference would find the wrong record. Against that, 64 bits of
 * SHA-256 ask for 2^64 work per victim.
 */
public final class Hashes {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final ThreadLocal<MessageDigest> SHA256 = ThreadLocal.withInitial(Hashes::sha256);

    /**
     * What was hashed lately, each text in the one slot its own hash code names. Systems and codes come again and again;
     * two threads that write the same slot lose nothing but a hash.
     */
    private static final AtomicReferenceArray<Hashed> LATELY = new AtomicReferenceArray<>(1 << 14);

    private static final int LONGEST_KEPT = 128;

    private record Hashed(String text, long hash) {}

    private Hashes() {}

    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Of one text. */
    public static long of(String text) {
        if (text.length() > LONGEST_KEPT) {
            return digest(text);
        }
        int code = text.hashCode();
        int slot = (code ^ (code >>> 16)) & (LATELY.length() - 1);
        Hashed known = LATELY.getPlain(slot);
        if (known != null && known.text().equals(text)) {
            return known.hash();
        }
        long hash = digest(text);
        LATELY.setRelease(slot, new Hashed(text, hash));
        return hash;
    }

    private static long digest(String text) {
        return (long) LONG.get(SHA256.get().digest(text.getBytes(StandardCharsets.UTF_8)), 0);
    }

    /** The same of a column, made by PostgreSQL. */
    public static String inSql(String column) {
        return "('x' || left(encode(sha256(convert_to(" + column + ", 'UTF8')), 'hex'), 16))::bit(64)::int8";
    }

    /** Of two texts, such that no other pair of texts is hashed as the same bytes. */
    public static long of(String first, String second) {
        return of(first + '\u0000' + second);
    }

    /** 32 bits for what only narrows, such as a code's system; 0 stands for none. */
    public static int small(String text) {
        int hash = (int) (of(text) >>> 32);
        return hash == 0 ? 1 : hash;
    }
}
