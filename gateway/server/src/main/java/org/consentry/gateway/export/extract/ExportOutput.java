package org.consentry.gateway.export.extract;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.consentry.gateway.export.ExportFile;
import org.consentry.gateway.export.work.LocalFile;

/** The NDJSON files of one job while it runs. Used by one thread. */
final class ExportOutput implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final Path folder;
    private final long largest;
    private final Map<String, Growing> open = new HashMap<>();
    private final List<Growing> part = new ArrayList<>();
    private final List<LocalFile> whole = new ArrayList<>();
    private long bytes;

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
            bytes += json.length + 1L;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Growing next(ExportFile.Kind kind, String stem, String type) throws IOException {
        Growing full = open.get(stem);
        if (full != null) {
            full.out.close();
        }
        long number = 1
                + whole.stream().filter(file -> isOf(stem, file.name())).count()
                + part.stream().filter(file -> isOf(stem, file.name)).count();
        String name = stem + "." + number + ".ndjson";
        Growing next = new Growing(name, kind, type, folder.resolve(name));
        open.put(stem, next);
        part.add(next);
        return next;
    }

    private static boolean isOf(String stem, String name) {
        return name.startsWith(stem + ".");
    }

    /** Bytes since the last cut. */
    long growth() {
        return bytes;
    }

    /** A file of a part that was made before. */
    void add(LocalFile earlier) {
        whole.add(earlier);
    }

    /** Ends the part: its files, by name. What is written from now on goes to others. */
    List<LocalFile> cut() throws IOException {
        close();
        List<LocalFile> files = part.stream()
                .map(Growing::file)
                .sorted(Comparator.comparing(LocalFile::name))
                .toList();
        open.clear();
        part.clear();
        whole.addAll(files);
        bytes = 0;
        return files;
    }

    /** The files of all parts, by name. */
    List<LocalFile> files() {
        return whole.stream().sorted(Comparator.comparing(LocalFile::name)).toList();
    }

    /** Nothing more is written. */
    @Override
    public void close() throws IOException {
        for (Growing growing : open.values()) {
            growing.out.close();
        }
    }
}
