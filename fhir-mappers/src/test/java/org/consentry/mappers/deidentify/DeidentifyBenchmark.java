package org.consentry.mappers.deidentify;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Megabytes of NDJSON per CPU-second, the collector's and the compiler's time included.
 *
 * <p>Arguments: a folder of .ndjson files, and perhaps a policy and seconds per round. Lines are in
 * memory before the clock starts; ten rounds are run and the last five are printed.
 */
final class DeidentifyBenchmark {
    private static final int ROUNDS = 10;
    private static final int WARM = 5;

    private DeidentifyBenchmark() {}

    public static void main(String... arguments) throws IOException {
        List<byte[]> lines = lines(Path.of(arguments[0]));
        Policy policy = Policy.named(arguments.length > 1 ? arguments[1] : "safe-harbor");
        Duration length = Duration.ofSeconds(arguments.length > 2 ? Long.parseLong(arguments[2]) : 3);
        PatientRegister patients = new PatientRegister();
        LeakPatterns patterns = LeakScanner.forPolicy(policy);
        lines.forEach(line -> patients.add(line, patterns));
        List<PatientFacts> facts = lines.stream().map(patients::of).toList();
        Deidentifier deidentifier = Deidentifier.of(policy, Fixture.KEY, Fixture.TODAY);
        LeakScanner scanner = patterns.build();
        for (int round = 0; round < ROUNDS; round++) {
            double rules = rate(length, lines, i -> deidentifier.apply(lines.get(i), facts.get(i)));
            double scan = rate(length, lines, i -> scanner.scan("bench", i, lines.get(i)));
            if (round >= WARM) {
                System.out.printf("%s: %.1f MB per CPU-second; leak scan: %.1f%n", policy.name(), rules, scan);
            }
        }
    }

    private interface Work {
        Object on(int line);
    }

    private static double rate(Duration length, List<byte[]> lines, Work work) throws IOException {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long start = system.getProcessCpuTime();
        long end = System.nanoTime() + length.toNanos();
        long bytes = 0;
        try (OutputStream sink = OutputStream.nullOutputStream()) {
            while (System.nanoTime() < end) {
                for (int i = 0; i < lines.size(); i++) {
                    if (work.on(i) instanceof Outcome.Kept kept) {
                        sink.write(kept.json());
                    }
                    bytes += lines.get(i).length + 1L;
                }
            }
        }
        return bytes / 1e6 / ((system.getProcessCpuTime() - start) / 1e9);
    }

    private static List<byte[]> lines(Path folder) throws IOException {
        List<byte[]> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".ndjson"))
                    .sorted()
                    .toList()) {
                lines.addAll(Corpus.lines(file));
            }
        }
        return lines;
    }
}
