package org.consentry.mappers.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.consentry.mappers.BundleReferences;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.ConversionReport;
import org.consentry.mappers.FhirJson;
import org.consentry.mappers.R4Validator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Made-up messages and the resources they become, reviewed by eye. After a wanted change, run with
 * {@code -Dconsentry.golden=write}, read the difference, and commit it with the change.
 */
class GoldenMessageTests {

    private static final ConversionContext CONTEXT = new ConversionContext("golden", ZoneOffset.UTC);

    static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".hl7"))
                    .map(name -> name.substring(0, name.length() - 4))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void becomesWhatWasReviewed(String name) throws IOException {
        Conversion conversion = new Hl7v2Mapper().convert(Files.readAllBytes(folder().resolve(name + ".hl7")), CONTEXT);
        assertThat(conversion).isInstanceOf(Conversion.Converted.class);
        String json = FhirJson.pretty(((Conversion.Converted) conversion).transactionBundle()) + "\n";
        String report = report(conversion.report());

        if ("write".equals(System.getProperty("consentry.golden"))) {
            Files.writeString(folder().resolve(name + ".json"), json);
            Files.writeString(folder().resolve(name + ".report.txt"), report);
        }

        assertThat(R4Validator.errors(json)).isEmpty();
        assertThat(BundleReferences.dangling(((Conversion.Converted) conversion).transactionBundle()))
                .isEmpty();
        assertThat(json).isEqualTo(Files.readString(folder().resolve(name + ".json"), StandardCharsets.UTF_8));
        assertThat(report).isEqualTo(Files.readString(folder().resolve(name + ".report.txt"), StandardCharsets.UTF_8));
    }

    private static String report(ConversionReport report) {
        StringBuilder text = new StringBuilder(report.messageType())
                .append(' ')
                .append(report.totals())
                .append('\n');
        report.fields().stream()
                .filter(field -> field.fate() != ConversionReport.Fate.MAPPED)
                .forEach(field -> text.append(field).append('\n'));
        report.issues().forEach(issue -> text.append(issue).append('\n'));
        return text.toString();
    }

    private static Path folder() {
        return Path.of(System.getProperty("consentry.root")).resolve("fhir-mappers/src/test/resources/hl7v2/golden");
    }
}
