package org.consentry.ledger.audit;

import java.io.IOException;
import org.consentry.ledger.tile.LogPath;

/** A log as anyone can read it: its resources by their paths. */
public interface PublishedLog {
    /**
     * The bytes of a resource.
     *
     * <p>A narrower tile or bundle than the log still has is cut from the wider one.
     *
     * @throws IOException if it is not there, too large, or cannot be read
     */
    byte[] fetch(LogPath path) throws IOException;
}
