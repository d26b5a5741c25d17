package org.consentry.mappers.deidentify;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.BitSet;

/*
 * An automaton for some thousand people fills the memory that there is, so seeking everybody in a large output meant to read
 * it once for every few thousand of them: people times output. But what is sought is hardly ever there. So first only the
 * beginning of each string is noted, eight bytes of it or as many as it has, and everybody's beginnings are looked for at
 * once; strings whose beginning stands nowhere need not be sought. What is left is small, whoever and how many the people
 * are, and the scanner seeks that as it always did. The output is read twice instead of once for every few thousand people.
 *
 * The sieve lets too much through and never too little: it looks at every place of the output, words or not, and a string
 * too short to have a beginning always passes. Eight bytes are compared as such, not by a hash of them, because an output has
 * more places than any hash table has slots.
 */
/** Tells which of many people's identifiers need not be sought in an output. Not for use by several threads. */
public final class LeakSieve {
    /** How many beginnings are held at once: with their table, 80 MB. */
    private static final int MOST = 1 << 22;

    private static final int FILTER_BITS = 25;
    private static final long SPREAD = 0x9E3779B97F4A7C15L;
    private static final long FOUR = 0xFFFF_FFFFL;
    private static final long SIX = 0xFFFF_FFFF_FFFFL;
    private static final byte[] FOLDED = new byte[256];

    static {
        for (int b = 0; b < FOLDED.length; b++) {
            FOLDED[b] = (byte) Patterns.fold((byte) b);
        }
    }

    private final Policy policy;
    private final int most;
    private final LeakPatterns noting;
    private final Windows seen = new Windows();
    private Windows sought = new Windows();
    private final long[] filter = new long[1 << (FILTER_BITS - 6)];

    private LeakSieve(Policy policy, int most) {
        this.policy = policy;
        this.most = most;
        // Nothing is kept of a string but its beginning.
        this.noting = new LeakPatterns(policy, bytes -> {
            note(bytes);
            return false;
        });
    }

    /** A sieve for the outputs of one policy. */
    public static LeakSieve forPolicy(Policy policy) {
        return new LeakSieve(policy, MOST);
    }

    /** A small one, for tests. */
    static LeakSieve ofAtMost(int beginnings, Policy policy) {
        return new LeakSieve(policy, beginnings);
    }

    /** Adds somebody whose identifiers may stand in the output. */
    public LeakSieve add(DirectIdentifiers person) {
        noting.add(person);
        return this;
    }

    /** Whether the output is to be looked at, and the sieve to be {@link #shake}n, before more people are added. */
    public boolean isFull() {
        return sought.size() >= most;
    }

    /** Looks at a piece of the output. */
    public void look(InputStream in) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long window = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            for (int i = 0; i < read; i++) {
                window = window << 8 | (FOLDED[buffer[i] & 0xFF] & 0xFF);
                probe(window);
                probe((window & SIX) | 6L << 56);
                probe((window & FOUR) | 4L << 56);
            }
        }
    }

    /** Makes room for more people: of those before, only what was seen is remembered. */
    public void shake() {
        sought.marked(seen);
        sought = new Windows();
        Arrays.fill(filter, 0);
    }

    /** Gathers, of the people who are added to it, only what may stand in what was looked at before the last shake. */
    public LeakPatterns patterns() {
        return new LeakPatterns(policy, this::isPossible);
    }

    private boolean isPossible(byte[] text) {
        return text.length < 4 || seen.slot(beginning(text)) >= 0;
    }

    private void note(byte[] text) {
        if (text.length >= 4) {
            long key = beginning(text);
            sought.add(key);
            int bit = bit(key);
            filter[bit >>> 6] |= 1L << bit;
        }
    }

    private void probe(long key) {
        int bit = bit(key);
        if ((filter[bit >>> 6] & 1L << bit) != 0) {
            sought.mark(key);
        }
    }

    private static int bit(long key) {
        return (int) ((key * SPREAD) >>> (64 - FILTER_BITS));
    }

    /** Four, six or eight bytes, and which of them it is; folded already. */
    private static long beginning(byte[] text) {
        int length = text.length >= 8 ? 8 : text.length >= 6 ? 6 : 4;
        long key = 0;
        for (int i = 0; i < length; i++) {
            key = key << 8 | (text[i] & 0xFF);
        }
        return length == 8 ? key : key | (long) length << 56;
    }

    /** A set of longs, some of them marked. Zero is never in it: no text holds it. */
    private static final class Windows {
        private long[] keys = new long[1 << 12];
        private BitSet marks = new BitSet();
        private int size;

        int size() {
            return size;
        }

        void add(long key) {
            if (slot(key) >= 0) {
                return;
            }
            if (++size * 2 > keys.length) {
                grow();
            }
            insert(key);
        }

        /** Where a key is; negative when it is not there. */
        int slot(long key) {
            int mask = keys.length - 1;
            for (int slot = first(key, mask); keys[slot] != 0; slot = slot + 1 & mask) {
                if (keys[slot] == key) {
                    return slot;
                }
            }
            return -1;
        }

        void mark(long key) {
            int slot = slot(key);
            if (slot >= 0) {
                marks.set(slot);
            }
        }

        /** Adds the marked ones to another set. */
        void marked(Windows other) {
            marks.stream().forEach(slot -> other.add(keys[slot]));
        }

        private void insert(long key) {
            int mask = keys.length - 1;
            int slot = first(key, mask);
            while (keys[slot] != 0) {
                slot = slot + 1 & mask;
            }
            keys[slot] = key;
        }

        private void grow() {
            long[] former = keys;
            BitSet formerMarks = marks;
            keys = new long[former.length * 2];
            marks = new BitSet();
            for (int i = 0; i < former.length; i++) {
                if (former[i] != 0) {
                    insert(former[i]);
                    if (formerMarks.get(i)) {
                        mark(former[i]);
                    }
                }
            }
        }

        private static int first(long key, int mask) {
            long spread = key * SPREAD;
            return (int) (spread ^ (spread >>> 32)) & mask;
        }
    }
}
