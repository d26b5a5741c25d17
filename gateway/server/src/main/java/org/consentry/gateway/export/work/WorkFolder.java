package org.consentry.gateway.export.work;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of one job, which goes with it. While its process lives it holds a lock on a file in it, so that what a killed
 * process left can be told and removed.
 */
public final class WorkFolder implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WorkFolder.class);
    private static final String LOCK = "lock";

    private final Path path;
    private final FileChannel lock;

    private WorkFolder(Path path) throws IOException {
        this.path = path;
        this.lock = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        lock.lock();
    }

    /** A new folder among those of all jobs. */
    public static WorkFolder in(Path all) throws IOException {
        Files.createDirectories(all);
        return new WorkFolder(Files.createTempDirectory(all, "job"));
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** Removes the folders of processes that are gone. */
    public static void sweep(Path all) {
        if (!Files.isDirectory(all)) {
            return;
        }
        try (Stream<Path> folders = Files.list(all)) {
            for (Path folder : folders.filter(Files::isDirectory).toList()) {
                if (isOrphan(folder)) {
                    remove(folder);
                }
            }
        } catch (IOException e) {
            log.atWarn().addKeyValue("cause", e.getClass().getSimpleName()).log("export folders not swept");
        }
    }

    /** A folder that is being made has no lock file yet and is left alone. */
    private static boolean isOrphan(Path folder) throws IOException {
        if (!Files.exists(folder.resolve(LOCK))) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE);
                FileLock held = channel.tryLock()) {
            return held != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static void remove(Path folder) throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(folder)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : paths) {
            Files.deleteIfExists(each);
        }
    }

    @Override
    public void close() throws IOException {
        remove(path);
        lock.close();
    }
}
