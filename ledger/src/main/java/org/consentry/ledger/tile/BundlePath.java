package org.consentry.ledger.tile;

/**
 * Where 1 to 256 neighboring entries are.
 *
 * @param index the bundle, from 0; its first entry is at 256 times that
 * @param width entries in it; 256 when full
 */
public record BundlePath(long index, int width) implements LogPath {
    public BundlePath {
        PathForm.require(index, width);
    }

    /** The bundle at that place as wide as a log of that size has it. */
    public static BundlePath inTree(long index, long treeSize) {
        return new BundlePath(index, (int) Math.min(FULL, treeSize - index * FULL));
    }

    /** Index of the first entry. */
    public long firstEntry() {
        return index * FULL;
    }

    /** Whether a log of that size has all entries of this bundle. */
    public boolean isWithin(long treeSize) {
        return index <= treeSize / FULL && firstEntry() + width <= treeSize;
    }

    @Override
    public String path() {
        return "tile/entries/" + PathForm.write(index, width);
    }
}
