package org.consentry.crypto.signature;

/**
 * Puts an object's keys into the order of RFC 8785 section 3.2.3: by UTF-16 code units of the unescaped names.
 *
 * <p>The names are compared as UTF-8. That differs from UTF-16 order in one place only: a supplementary character (lead
 * byte F0 to F4) is a surrogate pair in UTF-16 and so sorts before U+E000 to U+FFFF (lead byte EE or EF).
 */
final class KeyOrder {
    private static final int INSERTION_LIMIT = 16;
    private static final int[] RANK = ranks();

    private final JsonTape tape;
    private int[] scratch = new int[0];

    KeyOrder(JsonTape tape) {
        this.tape = tape;
    }

    /** Sorts {@code keys[from, to)} and refuses a name that stands there twice. */
    void sort(int[] keys, int from, int to) {
        if (to - from <= INSERTION_LIMIT) {
            insertion(keys, from, to);
        } else {
            if (scratch.length < to) {
                scratch = new int[to];
            }
            merge(keys, from, to);
        }
        for (int i = from + 1; i < to; i++) {
            if (compare(keys[i - 1], keys[i]) == 0) {
                int later = Math.max(tape.origin(keys[i - 1]), tape.origin(keys[i]));
                throw new JsonFault(Canonicalization.Reason.DUPLICATE_KEY, later);
            }
        }
    }

    private void insertion(int[] keys, int from, int to) {
        for (int i = from + 1; i < to; i++) {
            int key = keys[i];
            int at = i;
            while (at > from && compare(keys[at - 1], key) > 0) {
                keys[at] = keys[at - 1];
                at--;
            }
            keys[at] = key;
        }
    }

    private void merge(int[] keys, int from, int to) {
        if (to - from <= INSERTION_LIMIT) {
            insertion(keys, from, to);
            return;
        }
        int middle = (from + to) >>> 1;
        merge(keys, from, middle);
        merge(keys, middle, to);
        System.arraycopy(keys, from, scratch, from, middle - from);
        int left = from;
        int right = middle;
        int at = from;
        while (left < middle) {
            boolean takeRight = right < to && compare(scratch[left], keys[right]) > 0;
            keys[at++] = takeRight ? keys[right++] : scratch[left++];
        }
    }

    int compare(int a, int b) {
        byte[] textA = tape.textOf(a);
        byte[] textB = tape.textOf(b);
        int fromA = tape.start(a);
        int fromB = tape.start(b);
        int lengthA = tape.end(a) - fromA;
        int lengthB = tape.end(b) - fromB;
        int common = Math.min(lengthA, lengthB);
        for (int i = 0; i < common; i++) {
            byte left = textA[fromA + i];
            byte right = textB[fromB + i];
            if (left != right) {
                return RANK[left & 0xFF] - RANK[right & 0xFF];
            }
        }
        return lengthA - lengthB;
    }

    private static int[] ranks() {
        int[] ranks = new int[256];
        for (int b = 0; b < 256; b++) {
            ranks[b] = b < 0xEE ? b : b < 0xF0 ? b + 0x100 : b;
        }
        return ranks;
    }
}
