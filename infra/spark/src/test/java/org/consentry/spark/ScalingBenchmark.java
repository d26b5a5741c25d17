package org.consentry.spark;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How much faster two worker processes are than one.
 *
 * <p>Arguments: patients (40,000 where none are given; 20 Observations each) and rounds (3). What a job over two patients takes
 * is the start of Spark and of its workers, and is subtracted: it is the same however much there is to do. The processes need
 * two cores for the workers, and the driver waits meanwhile.
 */
final class ScalingBenchmark {
    private static final String KEY = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    private static final int OBSERVATIONS = 20;
    private static final int FEW = 2;

    private final Path folder;
    private int jobs;

    private ScalingBenchmark(Path folder) {
        this.folder = folder;
    }

    public static void main(String... arguments) throws IOException, InterruptedException {
        int patients = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 40_000;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
        new ScalingBenchmark(Files.createTempDirectory("consentry-scaling")).measure(patients, rounds);
    }

    private void measure(int patients, int rounds) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("key"), KEY);
        long bytes = write("many", patients);
        long unused = write("few", FEW);
        for (int round = 0; round < rounds; round++) {
            double one = seconds(1);
            double two = seconds(2);
            System.out.printf(
                    "%d resources, %.0f MB: one worker %.1f s (%.1f MB/s), two %.1f s (%.1f MB/s): %.2f times%n",
                    patients * (OBSERVATIONS + 1),
                    bytes / 1e6,
                    one,
                    bytes / 1e6 / one,
                    two,
                    bytes / 1e6 / two,
                    one / two);
        }
    }

    private double seconds(int workers) throws IOException, InterruptedException {
        return job(workers, "many") - job(workers, "few");
    }

    private double job(int workers, String in) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        SparkProcess.Ended ended = new SparkProcess("local-cluster[" + workers + ",1,1024]", folder)
                .run(List.of(
                        folder.resolve(in).toString(),
                        folder.resolve("out-" + ++jobs).toString(),
                        "--key-file",
                        folder.resolve("key").toString()));
        if (ended.code() != 0) {
            throw new IOException("the job failed: " + ended.said());
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    private long write(String name, int patients) throws IOException {
        Path file = Files.createDirectories(folder.resolve(name)).resolve("records.ndjson");
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < patients; i++) {
                out.write("{\"resourceType\":\"Patient\",\"id\":\"scaled-" + i + "\",\"name\":[{\"family\":\"Scaleson"
                        + i + "\",\"given\":[\"Ulla\"]}],\"gender\":\"female\",\"birthDate\":\"1970-05-06\"}\n");
                for (int k = 0; k < OBSERVATIONS; k++) {
                    out.write(observation(i, k));
                }
            }
        }
        return Files.size(file);
    }

    private static String observation(int patient, int number) {
        return "{\"resourceType\":\"Observation\",\"id\":\"o-" + patient + "-" + number
                + "\",\"status\":\"final\",\"category\":[{\"coding\":[{\"system\":"
                + "\"http://terminology.hl7.org/CodeSystem/observation-category\",\"code\":\"vital-signs\"}]}],"
                + "\"code\":{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"8867-4\",\"display\":\"Heart rate\"}]},"
                + "\"subject\":{\"reference\":\"Patient/scaled-" + patient + "\"},\"effectiveDateTime\":\"2026-01-"
                + (number < 9 ? "0" : "") + (number + 1) + "T10:00:00Z\",\"valueQuantity\":{\"value\":" + (60 + number)
                + ",\"unit\":\"/min\",\"system\":\"http://unitsofmeasure.org\",\"code\":\"/min\"}}\n";
    }
}
