package org.consentry.gateway.export;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.consentry.mappers.deidentify.Leak;
import org.consentry.mappers.deidentify.LeakScanner;

/** The NDJSON files of one job while it runs. Used by one thread. */
final class ExportOutput implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final Path folder;
    private final long largest;
    private final Map<String, Growing> open = new HashMap<>();
    private final List<Growing> all = new ArrayList<>();

    /** @param largest bytes after which the next file of the same type is begun */
    ExportOutput(Path folder, long largest) {
        this.folder = folder;
        this.largest = largest;
    }

    private static final class Growing {
        private final String name;
        private final ExportFile.Kind kind;
        private final String type;
        private final Path path;
        private final OutputStream out;
        private long lines;
        private long bytes;

        Growing(String name, ExportFile.Kind kind, String type, Path path) throws IOException {
            this.name = name;
            this.kind = kind;
            this.type = type;
            this.path = path;
            this.out = new BufferedOutputStream(Files.newOutputStream(path), BUFFER);
        }

        LocalFile file() {
            return new LocalFile(name, kind, type, path, lines, bytes);
        }
    }

    /** Adds a resource to its type's file. */
    void write(String type, byte[] json) {
        write(ExportFile.Kind.OUTPUT, type, type, json);
    }

    /** Adds a Bundle of deletions. */
    void writeDeleted(byte[] bundle) {
        write(ExportFile.Kind.DELETED, "deleted", "Bundle", bundle);
    }

    /** Adds an OperationOutcome about the job. */
    void writeError(byte[] outcome) {
        write(ExportFile.Kind.ERROR, "error", "OperationOutcome", outcome);
    }

    private void write(ExportFile.Kind kind, String stem, String type, byte[] json) {
        try {
            Growing growing = open.get(stem);
            if (growing == null || growing.bytes >= largest) {
                growing = next(kind, stem, type);
            }
            growing.out.write(json);
            growing.out.write('\n');
            growing.lines++;
            growing.bytes += json.length + 1L;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Growing next(ExportFile.Kind kind, String stem, String type) throws IOException {
        Growing full = open.get(stem);
        if (full != null) {
            full.out.close();
        }
        long number =
                all.stream().filter(file -> file.name.startsWith(stem + ".")).count() + 1;
        String name = stem + "." + number + ".ndjson";
        Growing next = new Growing(name, kind, type, folder.resolve(name));
        open.put(stem, next);
        all.add(next);
        return next;
    }

    /** The leaks in all files. */
    List<Leak> scan(LeakScanner scanner) {
        List<Leak> leaks = new ArrayList<>();
        try {
            for (LocalFile file : files()) {
                try (InputStream in = Files.newInputStream(file.path())) {
                    leaks.addAll(scanner.scan(file.name(), in));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return leaks;
    }

    /** What was written so far, readable on the disk, by name. */
    List<LocalFile> files() throws IOException {
        for (Growing growing : open.values()) {
            growing.out.flush();
        }
        return all.stream()
                .map(Growing::file)
                .sorted(Comparator.comparing(LocalFile::name))
                .toList();
    }

    @Override
    public void close() throws IOException {
        for (Growing growing : open.values()) {
            growing.out.close();
        }
    }
}
