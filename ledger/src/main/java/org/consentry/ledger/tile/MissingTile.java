package org.consentry.ledger.tile;

/** A tile that a tree of this size must have is not there: the log's storage is damaged or the log is lying. */
public final class MissingTile extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Names the tile. */
    public MissingTile(LogPath path) {
        super("no " + path.path());
    }
}
