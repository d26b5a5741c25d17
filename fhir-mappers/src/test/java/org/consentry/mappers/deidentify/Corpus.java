package org.consentry.mappers.deidentify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The shared corpus beside the repository, which may be absent; its absence is printed. */
final class Corpus {
    private static final Path ROOT =
            Path.of(System.getProperty("consentry.root", "..")).resolve("../shared/data");

    private Corpus() {}

    /** The files under a folder with an ending; none, and one line that says so, where it is absent. */
    static List<Path> files(String folder, String ending) throws IOException {
        Path path = ROOT.resolve(folder);
        if (!Files.isDirectory(path)) {
            System.out.printf("NOT RUN over %s: the shared corpus is not here%n", folder);
            return List.of();
        }
        try (Stream<Path> all = Files.walk(path)) {
            return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        }
    }

    /** The non-empty lines of a file. */
    static List<byte[]> lines(Path file) throws IOException {
        return Files.readString(file)
                .lines()
                .filter(line -> !line.isBlank())
                .map(line -> line.getBytes(StandardCharsets.UTF_8))
                .toList();
    }
}
