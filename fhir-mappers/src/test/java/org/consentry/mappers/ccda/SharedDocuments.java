package org.consentry.mappers.ccda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The public sample documents beside the repository. */
final class SharedDocuments {

    private static final Path ROOT =
            Path.of(System.getProperty("consentry.root")).resolve("../shared/data");

    private SharedDocuments() {}

    /** Every document and piece of one, by its path; empty if there are none. */
    static Map<String, byte[]> all() throws IOException {
        Map<String, byte[]> documents = new TreeMap<>();
        for (String folder : new String[] {"ccda-examples", "fhir-converter/ccda", "synthea/dev-wy/ccda"}) {
            Path path = ROOT.resolve(folder);
            if (Files.isDirectory(path)) {
                try (Stream<Path> files = Files.walk(path)) {
                    for (Path file : files.filter(SharedDocuments::isDocument).toList()) {
                        documents.put(ROOT.relativize(file).toString(), Files.readAllBytes(file));
                    }
                }
            }
        }
        return documents;
    }

    private static boolean isDocument(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".xml") || name.endsWith(".ccda");
    }
}
