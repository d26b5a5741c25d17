package org.consentry.spark;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * How much faster two worker processes are than one, each bound to a processor of its own.
 *
 * <p>Arguments: megabytes of input (2,000 where none are given), rounds (1) and where to work (the temporary folder), which needs
 * three times the input and is left as it was. The driver runs where the system lets it: with one worker it has the other
 * processor, with two it takes from theirs, so what is printed is the less favorable of what can be said. What a job over two
 * patients takes, the start of Spark and of its workers, is the same however much there is to do: the ratio is printed with
 * and without it.
 */
final class ScalingBenchmark {
    private static final String KEY = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    private static final int OBSERVATIONS = 400;
    private static final int FEW = 2;
    private static final int PARTS = 32;

    private final Path folder;
    private int jobs;

    private ScalingBenchmark(Path folder) {
        this.folder = folder;
    }

    public static void main(String... arguments) throws IOException, InterruptedException {
        long megabytes = arguments.length > 0 ? Long.parseLong(arguments[0]) : 2_000;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1;
        Path where = Path.of(arguments.length > 2 ? arguments[2] : System.getProperty("java.io.tmpdir"));
        Path folder = Files.createTempDirectory(where, "consentry-scaling");
        try {
            new ScalingBenchmark(folder).measure(megabytes * 1_000_000, rounds);
        } finally {
            delete(folder);
        }
    }

    private void measure(long bytes, int rounds) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("key"), KEY);
        int patients = write("many", bytes, Integer.MAX_VALUE);
        int unused = write("few", bytes, FEW);
        System.out.printf("%,d resources, %,d MB%n", patients * (OBSERVATIONS + 1L), bytes / 1_000_000);
        for (int round = 0; round < rounds; round++) {
            double start = job(1, "few");
            double one = job(1, "many");
            double starts = job(2, "few");
            double two = job(2, "many");
            System.out.printf(
                    "one worker %.1f s, two %.1f s: %.2f times; without the start %.1f and %.1f s (%.1f and %.1f MB/s): "
                            + "%.2f times%n",
                    one,
                    two,
                    one / two,
                    one - start,
                    two - starts,
                    bytes / 1e6 / (one - start),
                    bytes / 1e6 / (two - starts),
                    (one - start) / (two - starts));
        }
    }

    private double job(int workers, String in) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Path out = folder.resolve("out-" + ++jobs);
        SparkProcess.Ended ended = new SparkProcess(
                        "local-cluster[" + workers + ",1,1024]", folder, SparkProcess.Cores.ONE_EACH, PARTS)
                .run(List.of(
                        folder.resolve(in).toString(),
                        out.toString(),
                        "--key-file",
                        folder.resolve("key").toString()));
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (ended.code() != 0) {
            throw new IOException("the job failed: " + ended.said());
        }
        delete(out);
        System.out.printf(
                "  %s, workers: %d: %.1f s; processor time of the driver %.1f s, of the workers %.1f s%n",
                in,
                workers,
                seconds,
                ended.driver().toMillis() / 1e3,
                ended.workers().toMillis() / 1e3);
        return seconds;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    /** Records until there are so many bytes or patients; answers how many patients there are. */
    private int write(String name, long bytes, int most) throws IOException {
        Path file = Files.createDirectories(folder.resolve(name)).resolve("records.ndjson");
        int patients = 0;
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (long written = 0; written < bytes && patients < most; patients++) {
                StringBuilder record = new StringBuilder("{\"resourceType\":\"Patient\",\"id\":\"scaled-" + patients
                        + "\",\"name\":[{\"family\":\"Scaleson" + patients
                        + "\",\"given\":[\"Ulla\"]}],\"gender\":\"female\",\"birthDate\":\"1970-05-06\"}\n");
                for (int k = 0; k < OBSERVATIONS; k++) {
                    record.append(observation(patients, k));
                }
                out.append(record);
                written += record.length();
            }
        }
        return patients;
    }

    private static String observation(int patient, int number) {
        return "{\"resourceType\":\"Observation\",\"id\":\"o-" + patient + "-" + number
                + "\",\"status\":\"final\",\"category\":[{\"coding\":[{\"system\":"
                + "\"http://terminology.hl7.org/CodeSystem/observation-category\",\"code\":\"vital-signs\"}]}],"
                + "\"code\":{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"8867-4\",\"display\":\"Heart rate\"}]},"
                + "\"subject\":{\"reference\":\"Patient/scaled-" + patient + "\"},\"effectiveDateTime\":\"2026-01-"
                + "%02d".formatted(number % 28 + 1) + "T10:00:00Z\",\"valueQuantity\":{\"value\":" + (60 + number % 80)
                + ",\"unit\":\"/min\",\"system\":\"http://unitsofmeasure.org\",\"code\":\"/min\"}}\n";
    }
}
