package org.consentry.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.consentry.bench.synthetic.SyntheticBundles;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** Where transaction bundles come from: a folder of files, such as Synthea's, or the generator. */
final class Source {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Option(names = "--folder", paramLabel = "DIR", description = "Transaction bundles, sent in the order of names.")
    private @Nullable Path folder;

    @Option(names = "--patients", defaultValue = "200", description = "How many to make: ${DEFAULT-VALUE}.")
    private int patients = 200;

    @Option(names = "--first", defaultValue = "0", description = "Number of the first made patient.")
    private int first;

    @Option(names = "--encounters", defaultValue = "20", description = "Of each made patient: ${DEFAULT-VALUE}.")
    private int encounters = 20;

    @Option(names = "--seed", defaultValue = "1", description = "What made patients follow from: ${DEFAULT-VALUE}.")
    private long seed = 1;

    /** A bundle and how many resources it holds. */
    record Counted(byte[] json, int resources) {}

    /** What other bundles refer to, and must be stored first. */
    List<Counted> before() throws IOException {
        return folder == null
                ? List.of(new Counted(new SyntheticBundles(seed, encounters).directory(), 60))
                : files(true);
    }

    List<Counted> bundles() throws IOException {
        if (folder != null) {
            return files(false);
        }
        SyntheticBundles made = new SyntheticBundles(seed, encounters);
        List<Counted> bundles = new ArrayList<>(patients);
        for (int i = 0; i < patients; i++) {
            bundles.add(new Counted(made.patient(first + i), made.resources()));
        }
        return bundles;
    }

    /** Synthea writes what all patients share into two files of their own. */
    private List<Counted> files(boolean shared) throws IOException {
        Path from = folder == null ? Path.of(".") : folder;
        List<Counted> bundles = new ArrayList<>();
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".json"))
                    .filter(f -> isShared(f) == shared)
                    .sorted()
                    .toList()) {
                byte[] json = Files.readString(file).getBytes(StandardCharsets.UTF_8);
                bundles.add(new Counted(json, JSON.readTree(json).path("entry").size()));
            }
        }
        return bundles;
    }

    private static boolean isShared(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.startsWith("hospital") || name.startsWith("practitioner");
    }
}
