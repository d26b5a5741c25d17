package org.consentry.local.part;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The parts of one test JVM. They are made once and end with it, so no test pays for a start twice. */
final class SharedParts {
    private static final String PREFIX = "consentry-parts-";
    private static final String OWNER = "owner.pid";

    private SharedParts() {}

    static Parts instance() {
        return Holder.PARTS;
    }

    private static final class Holder {
        static final Parts PARTS = make();

        private static Parts make() {
            if ("containers".equals(System.getenv("CONSENTRY_PARTS"))) {
                return closingAtExit(Parts.containers(), () -> {});
            }
            Path dir = temporary();
            return closingAtExit(Parts.local(dir), () -> delete(dir));
        }
    }

    private static Parts closingAtExit(Parts parts, Runnable afterwards) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            parts.close();
                            afterwards.run();
                        },
                        "parts-closer"));
        return parts;
    }

    private static Path temporary() {
        try {
            Path parent = Path.of(System.getProperty("java.io.tmpdir"));
            stopOrphans(parent);
            Path dir = Files.createTempDirectory(parent, PREFIX);
            Leftover.note(dir.resolve(OWNER), ProcessHandle.current());
            return dir;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A test JVM that was killed leaves its servers running; the next one on the machine ends them. */
    private static void stopOrphans(Path parent) throws IOException {
        try (DirectoryStream<Path> dirs = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path dir : dirs) {
                Path owner = dir.resolve(OWNER);
                if (Files.exists(owner) && Leftover.notedIn(owner).isEmpty()) {
                    Leftover.stopParts(dir);
                    delete(dir);
                }
            }
        }
    }

    private static void delete(Path dir) {
        try (Stream<Path> found = Files.walk(dir)) {
            List<Path> deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            // The operating system empties its temporary folder; a test run must not fail for it.
            System.err.println("Could not delete the temporary data of the parts: "
                    + e.getClass().getSimpleName());
        }
    }
}
