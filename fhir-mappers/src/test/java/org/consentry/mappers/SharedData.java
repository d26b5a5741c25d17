package org.consentry.mappers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The public samples beside the repository, where they are. */
public final class SharedData {

    private static final Path ROOT =
            Path.of(System.getProperty("consentry.root")).resolve("../shared/data");

    private SharedData() {}

    public static Path root() {
        return ROOT;
    }

    /** The files of some folders that are wanted, by their path; empty where there are none. */
    public static Map<String, byte[]> files(List<String> folders, Predicate<Path> wanted) throws IOException {
        Map<String, byte[]> found = new TreeMap<>();
        for (String folder : folders) {
            Path path = ROOT.resolve(folder);
            if (Files.isDirectory(path)) {
                try (Stream<Path> files = Files.walk(path)) {
                    for (Path file :
                            files.filter(Files::isRegularFile).filter(wanted).toList()) {
                        found.put(ROOT.relativize(file).toString(), Files.readAllBytes(file));
                    }
                }
            }
        }
        return found;
    }
}
