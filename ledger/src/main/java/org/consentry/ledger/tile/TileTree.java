package org.consentry.ledger.tile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.merkle.ConsistencyProof;
import org.consentry.ledger.merkle.Hash;
import org.consentry.ledger.merkle.InclusionProof;
import org.consentry.ledger.merkle.Trees;

/*
 * Proofs are computed from stored tiles, not from a tree in memory.
 *
 * A tree of 100 million entries needs about 6 GB in memory, but a proof touches one tile of 8 KB a level on the way up
 * from its leaf and one a level at the right edge. Tiles never change once full, so caches need no invalidation. Storing
 * every node was rejected: it doubles what is written and saves a few hundred hashes a proof, which take less time than
 * one read.
 *
 * The roots between the levels of tiles are hashed again from the tile that holds their leaves, and kept as long as the
 * tree: receipts of neighbors share nearly all of them.
 */
/**
 * A tree of a given size over stored tiles. Reads every tile once and hashes every subtree once; made for the questions of
 * one moment, used by one thread.
 */
public final class TileTree {
    private static final int BITS = 8;

    private final long size;
    private final TileSource source;
    private final Map<TilePath, Tile> read = new HashMap<>();
    private final Map<Subtree, Hash> roots = new HashMap<>();

    /** The complete subtree of 2^height leaves that begins at {@code from}. */
    private record Subtree(long from, int height) {}

    public TileTree(long size, TileSource source) {
        this.size = size;
        this.source = source;
    }

    /** The root over all leaves. */
    public Hash root() {
        return size == 0 ? Hash.EMPTY_ROOT : range(0, size);
    }

    /**
     * Shows that the leaf at an index is in this tree.
     *
     * @throws Malformed if the tree has no such leaf
     */
    public InclusionProof inclusion(long index) {
        if (index < 0 || index >= size) {
            throw new Malformed("leaf index", "within the tree");
        }
        List<Hash> path = new ArrayList<>();
        addPath(0, index, size, path);
        return new InclusionProof(index, size, path);
    }

    /**
     * Shows that this tree continues the one it was at a smaller size.
     *
     * @throws Malformed if it never was that size
     */
    public ConsistencyProof consistency(long oldSize) {
        if (oldSize < 0 || oldSize > size) {
            throw new Malformed("old size", "from 0 to the tree's size");
        }
        List<Hash> path = new ArrayList<>();
        if (oldSize > 0 && oldSize < size) {
            addSubproof(0, oldSize, size, true, path);
        }
        return new ConsistencyProof(oldSize, size, path);
    }

    private void addPath(long from, long index, long to, List<Hash> path) {
        if (to - from == 1) {
            return;
        }
        long middle = from + Trees.split(to - from);
        if (index < middle) {
            addPath(from, index, middle, path);
            path.add(range(middle, to));
        } else {
            addPath(middle, index, to, path);
            path.add(range(from, middle));
        }
    }

    /** SUBPROOF of RFC 6962, section 2.1.2; {@code known} while the verifier has the hash of the old part already. */
    private void addSubproof(long from, long old, long to, boolean known, List<Hash> path) {
        if (old == to) {
            if (!known) {
                path.add(range(from, to));
            }
            return;
        }
        long middle = from + Trees.split(to - from);
        if (old <= middle) {
            addSubproof(from, old, middle, known, path);
            path.add(range(middle, to));
        } else {
            addSubproof(middle, old, to, false, path);
            path.add(range(from, middle));
        }
    }

    private Hash range(long from, long to) {
        long width = to - from;
        if (Long.bitCount(width) == 1) {
            return complete(from, Long.numberOfTrailingZeros(width));
        }
        long middle = from + Trees.split(width);
        return Hash.node(range(from, middle), range(middle, to));
    }

    private Hash complete(long from, int height) {
        if (height % BITS == 0) {
            return stored(from, height / BITS);
        }
        Subtree subtree = new Subtree(from, height);
        Hash known = roots.get(subtree);
        if (known == null) {
            int below = height - 1;
            known = Hash.node(complete(from, below), complete(from + (1L << below), below));
            roots.put(subtree, known);
        }
        return known;
    }

    private Hash stored(long from, int level) {
        long first = from >>> (level * BITS);
        TilePath path = TilePath.inTree(level, first / LogPath.FULL, size);
        return read.computeIfAbsent(path, source::tile).hash((int) (first % LogPath.FULL));
    }
}
