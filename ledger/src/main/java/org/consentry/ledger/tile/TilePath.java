package org.consentry.ledger.tile;

import org.consentry.ledger.Malformed;

/**
 * Where 1 to 256 neighboring hashes are: leaf hashes on level 0; above, each the root of a full tile one level down.
 *
 * @param level 0 to 63
 * @param index the tile within its level, from 0
 * @param width hashes in it; 256 when full
 */
public record TilePath(int level, long index, int width) implements LogPath {
    private static final int HIGHEST = 63;
    private static final int BITS = 8;

    public TilePath {
        if (level < 0 || level > HIGHEST) {
            throw new Malformed("tile level", "0 to " + HIGHEST);
        }
        PathForm.require(index, width);
    }

    /** Hashes that a tree has on a level. */
    static long hashes(long treeSize, int level) {
        int shift = level * BITS;
        return shift >= Long.SIZE ? 0 : treeSize >>> shift;
    }

    /** The tile at that place as wide as a tree of that size has it. */
    public static TilePath inTree(int level, long index, long treeSize) {
        return new TilePath(level, index, (int) Math.min(FULL, hashes(treeSize, level) - index * FULL));
    }

    /** Whether a tree of that size has all hashes of this tile. */
    public boolean isWithin(long treeSize) {
        long have = hashes(treeSize, level);
        return index <= have / FULL && index * FULL + width <= have;
    }

    @Override
    public String path() {
        return "tile/" + level + "/" + PathForm.write(index, width);
    }
}
