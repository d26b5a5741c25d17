package org.consentry.ledger.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;

/** Writing that is on disk when it returns. */
public final class DurableFiles {
    private DurableFiles() {}

    /** Writes a file and the folders it needs; durable when this returns. */
    public static void replace(Path file, byte[] content) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException("not a file");
        }
        createFolders(folder);
        Path fresh = Files.createTempFile(folder, ".new", "");
        try {
            write(fresh, content, StandardOpenOption.WRITE);
            // A crash here leaves a .new file that nobody reads.
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
        // The name, too, must be on disk before anyone relies on it.
        sync(folder);
    }

    /** Adds to the end of a file that is there; durable when this returns. */
    public static void append(Path file, byte[] content) throws IOException {
        write(file, content, StandardOpenOption.APPEND);
    }

    private static void write(Path file, byte[] content, StandardOpenOption how) throws IOException {
        try (FileChannel channel = FileChannel.open(file, how)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** Makes a folder and all above it durable. */
    public static void createFolders(Path folder) throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        for (Path at = folder.toAbsolutePath(); at != null && !Files.isDirectory(at); at = at.getParent()) {
            missing.push(at);
        }
        Files.createDirectories(folder);
        for (Path created : missing) {
            Path parent = created.getParent();
            if (parent != null) {
                sync(parent);
            }
        }
    }

    /** Makes the names in a folder durable. */
    public static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
