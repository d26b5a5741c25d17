package org.consentry.ledger.witness;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.file.DurableFiles;
import org.consentry.ledger.merkle.Hash;
import org.consentry.ledger.note.SignedCheckpoint;

/**
 * Checkpoints in a folder, one file a log, named by the hash of the origin. Locks the folder: two witnesses with one
 * memory each could be led to cosign different trees.
 */
public final class FileCosignedCheckpoints implements CosignedCheckpoints, AutoCloseable {
    private final Path folder;
    private final FileChannel lockFile;

    private FileCosignedCheckpoints(Path folder, FileChannel lockFile) {
        this.folder = folder;
        this.lockFile = lockFile;
    }

    /**
     * Opens the folder, and makes it if need be.
     *
     * @throws IOException if it cannot be written or another witness uses it
     */
    public static FileCosignedCheckpoints open(Path folder) throws IOException {
        DurableFiles.createFolders(folder);
        FileChannel lockFile =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (lock(lockFile).isEmpty()) {
            lockFile.close();
            throw new IOException("another witness uses this folder");
        }
        return new FileCosignedCheckpoints(folder, lockFile);
    }

    private static Optional<FileLock> lock(FileChannel file) throws IOException {
        try {
            return Optional.ofNullable(file.tryLock());
        } catch (OverlappingFileLockException sameProcess) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<SignedCheckpoint> latest(String origin) throws IOException {
        try {
            return Optional.of(SignedCheckpoint.parse(Files.readAllBytes(file(origin))));
        } catch (NoSuchFileException neverSeen) {
            return Optional.empty();
        } catch (Malformed damaged) {
            // Not the same as never seen: from there it could be led anywhere.
            throw new IOException("the memory of what was cosigned is damaged", damaged);
        }
    }

    @Override
    public void remember(SignedCheckpoint checkpoint) throws IOException {
        DurableFiles.replace(
                file(checkpoint.checkpoint().origin()), checkpoint.note().bytes());
    }

    private Path file(String origin) {
        return folder.resolve(
                Hash.sha256(origin.getBytes(StandardCharsets.UTF_8)).hex());
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
