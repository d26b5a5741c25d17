package org.consentry.ledger.audit;

import java.util.Arrays;
import org.consentry.ledger.merkle.Hash;
import org.consentry.ledger.tile.BundlePath;
import org.consentry.ledger.tile.EntryBundle;
import org.consentry.ledger.tile.LogPath;
import org.consentry.ledger.tile.TilePath;

/** Cutting a narrower resource from the full one, which a log may keep instead. */
final class Narrowing {
    /** The largest resource there can be: a bundle of 256 entries of 65,535 bytes. */
    static final int LARGEST = LogPath.FULL * (2 + 0xFFFF);

    private Narrowing() {}

    static byte[] of(LogPath path, byte[] full) {
        return switch (path) {
            case TilePath tile -> Arrays.copyOf(full, tile.width() * Hash.LENGTH);
            case BundlePath bundle ->
                EntryBundle.encode(EntryBundle.decode(full, LogPath.FULL).subList(0, bundle.width()));
            case LogPath.CheckpointPath checkpoint -> full;
        };
    }
}
