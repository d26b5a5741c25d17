package org.consentry.ledger.merkle;

import java.util.List;
import java.util.Optional;
import org.consentry.ledger.Malformed;

/**
 * That the leaf at an index belongs to a tree: the hashes beside its path, from the leaf upward (RFC 6962, section
 * 2.1.1; checked as RFC 9162, section 2.1.3.2).
 *
 * @param index the leaf, from 0
 * @param size leaves of the tree
 * @param path at most 63 hashes
 */
public record InclusionProof(long index, long size, List<Hash> path) {
    /** Longest path in a tree of fewer than 2^63 leaves. */
    public static final int LONGEST = 63;

    public InclusionProof {
        if (index < 0 || index >= size) {
            throw new Malformed("leaf index", "from 0 to before the tree size");
        }
        if (path.size() > LONGEST) {
            throw new Malformed("inclusion proof", "at most 63 hashes");
        }
        path = List.copyOf(path);
    }

    /** The root this path leads to from a leaf; nothing if the path has the wrong length for its index and size. */
    public Optional<Hash> rootFrom(Hash leaf) {
        long node = index;
        long last = size - 1;
        Hash root = leaf;
        for (Hash sibling : path) {
            if (last == 0) {
                return Optional.empty();
            }
            if ((node & 1) == 1 || node == last) {
                root = Hash.node(sibling, root);
                // At the right edge the levels without a sibling are skipped: the node stands for itself there.
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                root = Hash.node(root, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 ? Optional.of(root) : Optional.empty();
    }

    /** Whether this shows the leaf to be in the tree with that root. */
    public boolean proves(Hash leaf, Hash root) {
        return rootFrom(leaf).filter(root::equals).isPresent();
    }
}
