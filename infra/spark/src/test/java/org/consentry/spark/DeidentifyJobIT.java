package org.consentry.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.consentry.mappers.deidentify.Deidentifier;
import org.consentry.mappers.deidentify.Outcome;
import org.consentry.mappers.deidentify.PatientFacts;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job as a process of its own, in local mode and with two worker processes. */
class DeidentifyJobIT {
    private static final String KEY = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    private static final LocalDate DAY = LocalDate.of(2026, 11, 20);
    private static final int PATIENTS = 50;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void write() throws IOException {
        Path in = Files.createDirectories(folder.resolve("in"));
        List<String> patients = new ArrayList<>();
        List<String> observations = new ArrayList<>();
        for (int i = 0; i < PATIENTS; i++) {
            patients.add(patient(i));
            for (int k = 0; k < 4; k++) {
                observations.add("{\"resourceType\":\"Observation\",\"id\":\"o-" + i + "-" + k
                        + "\",\"status\":\"final\",\"code\":{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":"
                        + "\"8867-4\",\"display\":\"Heart rate of Sparkson" + i + "\"}]},\"subject\":{\"reference\":"
                        + "\"Patient/spark-" + i + "\"},\"effectiveDateTime\":\"2026-01-0" + (k + 1) + "\","
                        + "\"valueQuantity\":{\"value\":" + (60 + k) + "}}");
            }
        }
        Files.write(in.resolve("Patient.ndjson"), patients);
        Files.write(in.resolve("Observation.ndjson"), observations);
        Files.writeString(
                in.resolve("Organization.ndjson"),
                "{\"resourceType\":\"Organization\",\"id\":\"org\",\"name\":\"Sparkling Clinic\"}\n");
        Files.writeString(folder.resolve("key"), KEY);
    }

    private static String patient(int i) {
        return "{\"resourceType\":\"Patient\",\"id\":\"spark-" + i + "\",\"name\":[{\"family\":\"Sparkson" + i
                + "\",\"given\":[\"Ulla\"]}],\"gender\":\"female\",\"birthDate\":\"19" + (20 + i) + "-05-06\"}";
    }

    private static SparkProcess.Ended run(String master, String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--key-file", folder.resolve("key").toString(), "--as-of", DAY.toString()));
        return new SparkProcess(master, folder).run(all);
    }

    private static Map<String, Set<String>> lines(Path out) throws IOException {
        Map<String, Set<String>> lines = new HashMap<>();
        try (Stream<Path> files = Files.list(out)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".ndjson")).toList()) {
                lines.computeIfAbsent(file.getFileName().toString().replaceFirst("\\..*", ""), type -> new TreeSet<>())
                        .addAll(Files.readAllLines(file));
            }
        }
        return lines;
    }

    /** The engine, one resource at a time, in this process. */
    private static Set<String> expected() throws IOException {
        Deidentifier deidentifier = new Order("safe-harbor", KEY, DAY).deidentifier();
        Set<String> expected = new TreeSet<>();
        for (int i = 0; i < PATIENTS; i++) {
            PatientFacts facts = PatientFacts.of(patient(i).getBytes(StandardCharsets.UTF_8));
            for (String line : Files.readAllLines(folder.resolve("in/Observation.ndjson"))) {
                if (line.contains("\"Patient/spark-" + i + "\"")
                        && deidentifier.apply(line.getBytes(StandardCharsets.UTF_8), facts)
                                instanceof Outcome.Kept kept) {
                    expected.add(new String(kept.json(), StandardCharsets.UTF_8));
                }
            }
        }
        return expected;
    }

    @Test
    void givesTheSameBytesAsTheEngineWithTwoWorkerProcesses() throws Exception {
        Path out = folder.resolve("out-two");

        SparkProcess.Ended ended =
                run("local-cluster[2,1,1024]", folder.resolve("in").toString(), out.toString());

        assertThat(ended.code()).as(ended.said()).isZero();
        Map<String, Set<String>> lines = lines(out);
        assertThat(lines.get("Observation")).isEqualTo(expected()).hasSize(4 * PATIENTS);
        assertThat(lines.get("Patient"))
                .hasSize(PATIENTS)
                .allSatisfy(line -> assertThat(line).doesNotContain("Sparkson").doesNotContain("spark-"));
        assertThat(lines.keySet()).containsExactlyInAnyOrder("Patient", "Observation", "Organization");
        assertThat(ended.said()).contains("/0 on worker-").contains("/1 on worker-");
    }

    @Test
    void writesParquetInLocalMode() throws Exception {
        Path out = folder.resolve("out-parquet");

        SparkProcess.Ended ended =
                run("local[2]", folder.resolve("in").toString(), out.toString(), "--format", "parquet");

        assertThat(ended.code()).as(ended.said()).isZero();
        try (Stream<Path> parts = Files.list(out.resolve("Patient.parquet"))) {
            assertThat(parts.map(Path::toString)).anyMatch(name -> name.endsWith(".parquet"));
        }
    }

    @Test
    void releasesNothingThatLeaks() throws Exception {
        Path in = Files.createDirectories(folder.resolve("leaky"));
        Files.writeString(
                in.resolve("all.ndjson"),
                "{\"resourceType\":\"Patient\",\"id\":\"p\",\"identifier\":[{\"value\":\"MRN-90817263\"}]}\n"
                        + "{\"resourceType\":\"Observation\",\"id\":\"o\",\"status\":\"final\",\"code\":{\"coding\":[{"
                        + "\"system\":\"http://loinc.org\",\"code\":\"MRN-90817263\"}]},"
                        + "\"subject\":{\"reference\":\"Patient/p\"}}\n");
        Path out = folder.resolve("out-leaky");

        SparkProcess.Ended ended = run("local[2]", in.toString(), out.toString());

        assertThat(ended.code()).as(ended.said()).isEqualTo(1);
        assertThat(ended.said()).contains("LEAK").doesNotContain("90817263");
        try (Stream<Path> left = Files.walk(out)) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void refusesAWrongPolicyAndAFolderThatIsUsed() throws Exception {
        SparkProcess.Ended policy = run(
                "local[1]", folder.resolve("in").toString(), folder.resolve("x").toString(), "--policy", "none");

        assertThat(policy.code()).as(policy.said()).isEqualTo(2);
    }
}
