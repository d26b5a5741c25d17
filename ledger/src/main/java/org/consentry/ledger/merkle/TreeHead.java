package org.consentry.ledger.merkle;

import org.consentry.ledger.Malformed;

/**
 * How many leaves a tree has and the root hash over them: all that a proof needs to know of a tree.
 *
 * @param size leaves, from 0
 */
public record TreeHead(long size, Hash root) {
    /** The tree before its first leaf. */
    public static final TreeHead EMPTY = new TreeHead(0, Hash.EMPTY_ROOT);

    public TreeHead {
        if (size < 0) {
            throw new Malformed("tree size", "0 or more");
        }
        if (size == 0 && !root.equals(Hash.EMPTY_ROOT)) {
            throw new Malformed("root of an empty tree", "the hash of nothing");
        }
    }
}
