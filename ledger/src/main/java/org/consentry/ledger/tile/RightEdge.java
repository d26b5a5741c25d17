package org.consentry.ledger.tile;

import java.util.ArrayList;
import java.util.List;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.merkle.Hash;
import org.consentry.ledger.merkle.TreeHead;
import org.consentry.ledger.merkle.Trees;

/*
 * Growing a tree needs its right edge only: the one partial tile of every level, at most 255 hashes each.
 *
 * New leaves go to the partial tile of level 0. Whenever a tile is full its root becomes the next hash one level up, and
 * the level starts a new tile. The root of the whole tree is folded from the edge alone, from the bottom up: what is left
 * over on a level is the last, smaller subtree on the level above. Nothing else of the tree is read, so a batch costs the
 * same in a log of a thousand and of a billion entries.
 *
 * Tiles are values and an edge never changes: growing gives a new one, and a batch that fails is simply forgotten.
 */
/** The partial tiles at the end of a tree: all that appending needs. */
public final class RightEdge {
    private final long size;
    private final List<List<Hash>> levels;

    private RightEdge(long size, List<List<Hash>> levels) {
        this.size = size;
        this.levels = levels;
    }

    /** The edge of a tree without leaves. */
    public static RightEdge empty() {
        return new RightEdge(0, List.of());
    }

    /** The partial tiles that a tree of that size ends in, one a level, levels without one left out. */
    public static List<TilePath> paths(long size) {
        List<TilePath> paths = new ArrayList<>();
        for (int level = 0; TilePath.hashes(size, level) > 0; level++) {
            long hashes = TilePath.hashes(size, level);
            if (hashes % LogPath.FULL > 0) {
                paths.add(new TilePath(level, hashes / LogPath.FULL, (int) (hashes % LogPath.FULL)));
            }
        }
        return paths;
    }

    /**
     * Reads the edge of a stored tree.
     *
     * @throws MissingTile if the source lacks one of its tiles
     */
    public static RightEdge load(long size, TileSource source) {
        List<List<Hash>> levels = new ArrayList<>();
        for (TilePath path : paths(size)) {
            while (levels.size() < path.level()) {
                levels.add(List.of());
            }
            levels.add(source.tile(path).hashes());
        }
        return new RightEdge(size, levels);
    }

    /** The partial tiles themselves, those of {@link #paths}. */
    public List<Tile> tiles() {
        return paths(size).stream()
                .map(path -> Tile.of(path.level(), path.index(), levels.get(path.level())))
                .toList();
    }

    /** The leaves after the last full tile: what the next bundle must begin with. */
    public List<Hash> lastLeaves() {
        return levels.isEmpty() ? List.of() : levels.get(0);
    }

    /** Leaves in the tree. */
    public long size() {
        return size;
    }

    /** Size and root of the tree. */
    public TreeHead head() {
        List<Hash> below = List.of();
        for (List<Hash> level : levels) {
            List<Hash> units = new ArrayList<>(level);
            if (!below.isEmpty()) {
                units.add(Trees.root(below));
            }
            below = units;
        }
        return new TreeHead(size, Trees.root(below));
    }

    /** The tree with more leaves, and the tiles that changed or are new. */
    public Growth grow(List<Hash> leaves) {
        if (size + leaves.size() < size) {
            throw new Malformed("tree", "smaller than 2^63 leaves");
        }
        List<Tile> changed = new ArrayList<>();
        List<List<Hash>> grown = new ArrayList<>();
        List<Hash> arriving = leaves;
        for (int level = 0; level < levels.size() || !arriving.isEmpty(); level++) {
            List<Hash> hashes = new ArrayList<>(level < levels.size() ? levels.get(level) : List.of());
            long first = TilePath.hashes(size, level) / LogPath.FULL;
            hashes.addAll(arriving);
            boolean touched = !arriving.isEmpty();
            arriving = new ArrayList<>();
            int full = hashes.size() / LogPath.FULL;
            for (int i = 0; i < full; i++) {
                List<Hash> tile = hashes.subList(i * LogPath.FULL, (i + 1) * LogPath.FULL);
                changed.add(Tile.of(level, first + i, tile));
                arriving.add(Trees.root(tile));
            }
            List<Hash> rest = List.copyOf(hashes.subList(full * LogPath.FULL, hashes.size()));
            if (touched && !rest.isEmpty()) {
                changed.add(Tile.of(level, first + full, rest));
            }
            grown.add(rest);
        }
        return new Growth(new RightEdge(size + leaves.size(), List.copyOf(grown)), changed);
    }

    /**
     * A tree after growing.
     *
     * @param edge its new right edge
     * @param changed every tile that differs from before, with all its hashes
     */
    public record Growth(RightEdge edge, List<Tile> changed) {
        public Growth {
            changed = List.copyOf(changed);
        }
    }
}
