package org.consentry.ledger.merkle;

import java.util.Iterator;
import java.util.List;
import org.consentry.ledger.Malformed;

/**
 * That the leaves of one subtree are the same leaves in a whole tree (draft-ietf-plants-merkle-tree-certs, section 4.4).
 *
 * <p>A consistency proof is the case that starts at leaf 0; one walk serves both. It climbs from the last leaf of the
 * subtree and folds the proof twice: into the subtree's hash with the left neighbors inside the subtree, and into the
 * tree's root with all of them.
 *
 * @param start first leaf of the subtree
 * @param end the leaf after its last
 * @param size leaves of the whole tree
 */
public record SubtreeProof(long start, long end, long size, List<Hash> path) {
    public SubtreeProof {
        if (!Trees.isSubtree(start, end) || end > size) {
            throw new Malformed("subtree", "aligned and within the tree");
        }
        if (path.size() > ConsistencyProof.LONGEST) {
            throw new Malformed("subtree proof", "at most 63 hashes");
        }
        path = List.copyOf(path);
    }

    /** Whether this shows the subtree with that hash to be part of the tree with that root. */
    public boolean proves(Hash subtree, Hash root) {
        if (start == end) {
            // No leaves are part of every tree, whatever its root.
            return path.isEmpty() && subtree.equals(Hash.EMPTY_ROOT);
        }
        Climb climb = new Climb(start, end - 1, size - 1);
        climb.toSeed();
        Iterator<Hash> hashes = path.iterator();
        Hash inner = subtree;
        if (climb.first != climb.node) {
            if (!hashes.hasNext()) {
                return false;
            }
            inner = hashes.next();
        }
        Hash outer = inner;
        while (hashes.hasNext()) {
            Hash sibling = hashes.next();
            if (climb.last == 0) {
                return false;
            }
            if (climb.hasLeftSibling()) {
                if (climb.first < climb.node) {
                    inner = Hash.node(sibling, inner);
                }
                outer = Hash.node(sibling, outer);
                climb.skipEdge();
            } else {
                outer = Hash.node(outer, sibling);
            }
            climb.up();
        }
        return climb.last == 0 && inner.equals(subtree) && outer.equals(root);
    }

    /** Positions, level by level, of the subtree's first leaf, its last leaf and the tree's last leaf. */
    private static final class Climb {
        private long first;
        private long node;
        private long last;

        private Climb(long first, long node, long last) {
            this.first = first;
            this.node = node;
            this.last = last;
        }

        /** To the largest complete part that ends the subtree: its hash is where both folds begin. */
        private void toSeed() {
            boolean subtreeEndsTree = node == last;
            while (first != node && (subtreeEndsTree || (node & 1) == 1)) {
                up();
            }
        }

        private boolean hasLeftSibling() {
            return (node & 1) == 1 || node == last;
        }

        private void skipEdge() {
            while ((node & 1) == 0 && node != 0) {
                up();
            }
        }

        private void up() {
            first >>= 1;
            node >>= 1;
            last >>= 1;
        }
    }
}
