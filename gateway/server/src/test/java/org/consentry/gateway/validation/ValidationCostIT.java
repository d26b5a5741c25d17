package org.consentry.gateway.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What validation costs, in processor time of one thread, over US Core's own examples. Prints; decision 7 quotes it. */
class ValidationCostIT {
    @Test
    void measuresWhatAResourceCosts() throws IOException {
        Path examples = Path.of(System.getProperty("consentry.root")).resolve("../shared/data/us-core");
        if (!Files.isDirectory(examples)) {
            System.out.println("ValidationCostIT did not run: the shared data is not there");
            return;
        }
        List<byte[]> resources = read(examples);
        Validation validation = TestValidation.ofBaseR4();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long loaded = cost(
                threads,
                () -> validation.of("{\"resourceType\":\"Basic\"}".getBytes(StandardCharsets.UTF_8), Optional.empty()));
        cost(threads, () -> resources.forEach(json -> validation.of(json, Optional.empty())));
        long warm = cost(threads, () -> resources.forEach(json -> validation.of(json, Optional.empty())));

        double each = warm / 1e6 / resources.size();
        System.out.printf(
                Locale.ROOT,
                "Validation: first use %.1f s, then %.2f ms a resource (%d resources of US Core)%n",
                loaded / 1e9,
                each,
                resources.size());
        assertThat(each).isPositive();
    }

    private static List<byte[]> read(Path folder) throws IOException {
        List<byte[]> resources = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
                resources.add(Files.readAllBytes(file));
            }
        }
        return resources;
    }

    private static long cost(ThreadMXBean threads, Runnable work) {
        long before = threads.getCurrentThreadCpuTime();
        work.run();
        return threads.getCurrentThreadCpuTime() - before;
    }
}
