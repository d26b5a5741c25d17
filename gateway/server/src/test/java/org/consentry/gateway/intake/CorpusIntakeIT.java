package org.consentry.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shared corpus goes into one store, format by format: what converts is stored, nothing is half-written. */
class CorpusIntakeIT {
    private static final Path DATA =
            Path.of(System.getProperty("consentry.root")).resolve("../shared/data");

    /** Synthea's tables refer to each other, so they come in this order. */
    private static final List<String> TABLES = List.of(
            "organizations",
            "providers",
            "patients",
            "encounters",
            "conditions",
            "allergies",
            "medications",
            "immunizations",
            "procedures",
            "observations",
            "careplans",
            "devices",
            "imaging_studies",
            "supplies");

    private final IntakeFixture fixture = new IntakeFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest(name = "{0} from {1}")
    @CsvSource({
        "hl7v2, '', .hl7",
        "ccda, ccda-examples, .xml",
        "ccda, fhir-converter/ccda, .ccda",
        "ccda, synthea, .xml",
        "stu3, synthea, fhir_stu3",
        "dstu2, synthea, fhir_dstu2"
    })
    void storesWhateverConverts(String code, String folder, String kind) throws IOException {
        IntakeFormat format = IntakeFormat.of(code).orElseThrow();
        List<String> refused = new ArrayList<>();
        int stored = 0;
        int rejected = 0;
        for (Path file : files(folder, kind)) {
            for (Intaken one : fixture.take(format, Files.readAllBytes(file))) {
                switch (one) {
                    case Intaken.Taken taken -> stored++;
                    case Intaken.Rejected no -> rejected++;
                    case Intaken.Failed failed -> refused.add(file.getFileName() + ": " + failed.reason());
                }
            }
        }

        System.out.println(code + " from " + folder + ": " + stored + " stored, " + rejected + " rejected");
        assertThat(refused).isEmpty();
        assertThat(stored > 0 || !isHere()).isTrue();
    }

    @Test
    void storesTablesThatReferToEachOther() throws IOException {
        if (!isHere()) {
            System.out.println("CorpusIntakeIT did not run over Synthea's tables: there is no ../shared/data");
            return;
        }
        List<String> refused = new ArrayList<>();
        for (String region : List.of("dev-ma", "dev-wy")) {
            for (String table : TABLES) {
                Path file = DATA.resolve("synthea/" + region + "/csv/" + table + ".csv");
                // A region where nobody has an allergy has a table without rows.
                if (Files.exists(file) && Files.readAllLines(file).size() > 1) {
                    IntakeFormat format = IntakeFormat.of("csv/synthea-" + table.replace('_', '-'))
                            .orElseThrow();
                    for (Intaken one : fixture.take(format, Files.readAllBytes(file))) {
                        if (!(one instanceof Intaken.Taken)) {
                            refused.add(file + ": " + RefusalReason.of(one));
                        }
                    }
                }
            }
        }

        assertThat(refused).isEmpty();
    }

    private static boolean isHere() {
        return Files.isDirectory(DATA);
    }

    private static List<Path> files(String folder, String kind) throws IOException {
        Path root = DATA.resolve(folder);
        if (!Files.isDirectory(root)) {
            System.out.println("CorpusIntakeIT did not run over '" + folder + "': there is no ../shared/data");
            return List.of();
        }
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> kind.startsWith(".")
                            ? file.toString().endsWith(kind)
                            : file.toString().contains("/" + kind + "/"))
                    // Synthea's hospitals and practitioners come before what refers to them.
                    .sorted(java.util.Comparator.comparing(
                                    (Path file) -> !file.toString().contains("Information"))
                            .thenComparing(java.util.Comparator.naturalOrder()))
                    .toList();
        }
    }
}
