package org.consentry.ledger.merkle;

import java.util.List;

/** The shape of an RFC 6962 tree, and the root over a short list of subtree hashes. */
public final class Trees {
    private Trees() {}

    /** Where a tree of {@code size} leaves divides: the largest power of two below it. */
    public static long split(long size) {
        return Long.highestOneBit(size - 1);
    }

    /**
     * The root over hashes of neighboring subtrees.
     *
     * <p>All but the last must be complete and of one size; the last may be smaller. Then the tree over the hashes
     * divides where the tree over their leaves does.
     */
    public static Hash root(List<Hash> hashes) {
        int size = hashes.size();
        if (size == 0) {
            return Hash.EMPTY_ROOT;
        }
        if (size == 1) {
            return hashes.get(0);
        }
        int split = Math.toIntExact(split(size));
        return Hash.node(root(hashes.subList(0, split)), root(hashes.subList(split, size)));
    }

    /**
     * Whether the leaves from {@code start} to before {@code end} are a subtree that a larger tree can contain or
     * commit to: the start is a multiple of the smallest power of two that the leaves fit into. No leaves are a subtree
     * anywhere.
     */
    public static boolean isSubtree(long start, long end) {
        if (start < 0 || end < start) {
            return false;
        }
        long width = end - start;
        if (width == 0) {
            return true;
        }
        long fits = width == 1 ? 1 : Long.highestOneBit(width - 1) << 1;
        return fits > 0 && start % fits == 0;
    }
}
