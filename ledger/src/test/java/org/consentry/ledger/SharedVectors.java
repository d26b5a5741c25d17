package org.consentry.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Public conformance vectors beside the project, where a machine has them. */
public final class SharedVectors {
    private SharedVectors() {}

    /** The folder of one set, or nothing and a line that says which test did not run. */
    public static Optional<Path> folder(String set) {
        Path folder = Path.of(System.getProperty("consentry.root", ".."))
                .resolve("../shared/data/ledger")
                .resolve(set);
        if (Files.isDirectory(folder)) {
            return Optional.of(folder);
        }
        System.out.println("NOT RUN: vectors of " + set + " are not on this machine");
        return Optional.empty();
    }

    /** All files below a folder with that ending, in order. */
    public static List<Path> files(Path folder, String ending) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A file's bytes. */
    public static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
