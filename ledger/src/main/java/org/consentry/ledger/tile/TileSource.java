package org.consentry.ledger.tile;

/** Where tiles are read. Implementations MUST allow calls from several threads. */
@FunctionalInterface
public interface TileSource {
    /**
     * The tile with exactly that width, wherever it is kept and however wide it is there by now.
     *
     * @throws MissingTile if it is not there
     */
    Tile tile(TilePath path);
}
