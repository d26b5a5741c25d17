package org.consentry.ledger.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.consentry.ledger.tile.BundlePath;
import org.consentry.ledger.tile.LogPath;
import org.consentry.ledger.tile.TilePath;

/** A log in a folder laid out as it is served. */
public record FolderLog(Path folder) implements PublishedLog {
    @Override
    public byte[] fetch(LogPath path) throws IOException {
        try {
            return read(path);
        } catch (NoSuchFileException missing) {
            LogPath full =
                    switch (path) {
                        case TilePath tile -> new TilePath(tile.level(), tile.index(), LogPath.FULL);
                        case BundlePath bundle -> new BundlePath(bundle.index(), LogPath.FULL);
                        case LogPath.CheckpointPath checkpoint -> throw missing;
                    };
            return Narrowing.of(path, read(full));
        }
    }

    private byte[] read(LogPath path) throws IOException {
        Path file = folder.resolve(path.path());
        if (Files.size(file) > Narrowing.LARGEST) {
            throw new IOException(path.path() + " is too large");
        }
        return Files.readAllBytes(file);
    }
}
