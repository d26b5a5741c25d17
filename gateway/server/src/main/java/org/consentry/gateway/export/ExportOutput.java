package org.consentry.gateway.export;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.consentry.gateway.attachment.ObjectKey;
import org.consentry.gateway.attachment.Objects;
import org.consentry.mappers.deidentify.Leak;
import org.consentry.mappers.deidentify.LeakScanner;

/** The files of one job while it runs, in a folder of its own that goes with it. Used by one thread. */
final class ExportOutput implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final Path folder;
    private final long largest;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Writing> open = new HashMap<>();
    private final TreeMap<String, Written> files = new TreeMap<>();

    ExportOutput(long largest) throws IOException {
        this.largest = largest;
        this.folder = Files.createTempDirectory("export");
    }

    private static final class Writing {
        private final Written file;
        private final OutputStream out;

        Writing(Written file) throws IOException {
            this.file = file;
            this.out = new BufferedOutputStream(Files.newOutputStream(file.path), BUFFER);
        }
    }

    private static final class Written {
        private final String type;
        private final Path path;
        private long resources;
        private long bytes;

        Written(String type, Path path) {
            this.type = type;
            this.path = path;
        }
    }

    /** Adds one line to the type's file. */
    void write(String type, byte[] json) {
        try {
            Writing writing = writing(type);
            writing.out.write(json);
            writing.out.write('\n');
            writing.file.resources++;
            writing.file.bytes += json.length + 1L;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The leaks in all files. */
    List<Leak> scan(LeakScanner scanner) {
        List<Leak> leaks = new ArrayList<>();
        try {
            flush();
            for (Map.Entry<String, Written> file : files.entrySet()) {
                try (InputStream in = Files.newInputStream(file.getValue().path)) {
                    leaks.addAll(scanner.scan(file.getKey(), in));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return leaks;
    }

    /** Puts all files into the object store. */
    List<ExportFile> upload(Objects objects) throws IOException {
        flush();
        List<ExportFile> uploaded = new ArrayList<>();
        for (Map.Entry<String, Written> file : files.entrySet()) {
            Written written = file.getValue();
            ObjectKey key = ObjectKey.export(random);
            try (InputStream in = Files.newInputStream(written.path)) {
                objects.put(key, in, written.bytes);
            }
            uploaded.add(new ExportFile(file.getKey(), written.type, key.value(), written.resources, written.bytes));
        }
        return uploaded;
    }

    private Writing writing(String type) throws IOException {
        Writing current = open.get(type);
        if (current != null && current.file.bytes < largest) {
            return current;
        }
        if (current != null) {
            current.out.close();
        }
        long number =
                files.values().stream().filter(file -> file.type.equals(type)).count() + 1;
        String name = type + "." + number + ".ndjson";
        Written file = new Written(type, folder.resolve(name));
        files.put(name, file);
        Writing next = new Writing(file);
        open.put(type, next);
        return next;
    }

    private void flush() throws IOException {
        for (Writing writing : open.values()) {
            writing.out.flush();
        }
    }

    @Override
    public void close() throws IOException {
        for (Writing writing : open.values()) {
            writing.out.close();
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
