package org.consentry.ledger.merkle;

import java.util.List;
import org.consentry.ledger.Malformed;

/**
 * That a tree is an earlier state of a larger one: nothing was removed or changed (RFC 6962, section 2.1.2).
 *
 * @param oldSize leaves of the earlier tree
 * @param newSize leaves of the later tree
 * @param path at most 63 hashes; empty when a side is empty or the sizes are equal
 */
public record ConsistencyProof(long oldSize, long newSize, List<Hash> path) {
    /** Longest path in a tree of fewer than 2^63 leaves. */
    public static final int LONGEST = 63;

    public ConsistencyProof {
        if (oldSize < 0 || newSize < oldSize) {
            throw new Malformed("old size", "from 0 to the new size");
        }
        if (path.size() > LONGEST) {
            throw new Malformed("consistency proof", "at most 63 hashes");
        }
        path = List.copyOf(path);
    }

    /**
     * Whether this shows that the tree with the new root continues the one with the old root.
     *
     * <p>From a tree without leaves nothing can be proved (RFC 6962 begins at 1), so that is never shown; see {@link
     * #links}.
     */
    public boolean proves(Hash oldRoot, Hash newRoot) {
        if (oldSize == 0) {
            return false;
        }
        if (oldSize == newSize) {
            return path.isEmpty() && oldRoot.equals(newRoot);
        }
        return new SubtreeProof(0, oldSize, newSize, path).proves(oldRoot, newRoot);
    }

    /** Whether one tree continues the other by this proof; every tree continues the empty one, by an empty proof. */
    public boolean links(TreeHead before, TreeHead after) {
        if (before.size() != oldSize || after.size() != newSize) {
            return false;
        }
        return oldSize == 0 ? path.isEmpty() : proves(before.root(), after.root());
    }
}
