package org.consentry.mappers.ccda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import org.consentry.mappers.BundleReferences;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.FhirJson;
import org.consentry.mappers.R4Validator;
import org.junit.jupiter.api.Test;

/**
 * A made-up document and the resources it becomes, reviewed by eye. After a wanted change, run with
 * {@code -Dconsentry.golden=write}, read the difference, and commit it with the change.
 */
class GoldenDocumentTests {

    private static final ConversionContext CONTEXT = new ConversionContext("golden", ZoneOffset.UTC);

    @Test
    void becomesWhatWasReviewed() throws IOException {
        Conversion conversion = new CcdaMapper().convert(Files.readAllBytes(folder().resolve("ccd.xml")), CONTEXT);
        assertThat(conversion).isInstanceOf(Conversion.Converted.class);
        Conversion.Converted done = (Conversion.Converted) conversion;
        String json = FhirJson.pretty(done.transactionBundle()) + "\n";
        StringBuilder report = new StringBuilder();
        done.report().fields().forEach(field -> report.append(field).append('\n'));
        done.report().issues().forEach(issue -> report.append(issue).append('\n'));

        if ("write".equals(System.getProperty("consentry.golden"))) {
            Files.writeString(folder().resolve("ccd.json"), json);
            Files.writeString(folder().resolve("ccd.report.txt"), report);
        }

        assertThat(R4Validator.errors(json)).isEmpty();
        assertThat(BundleReferences.dangling(done.transactionBundle())).isEmpty();
        assertThat(json).isEqualTo(Files.readString(folder().resolve("ccd.json"), StandardCharsets.UTF_8));
        assertThat(report).hasToString(Files.readString(folder().resolve("ccd.report.txt"), StandardCharsets.UTF_8));
    }

    private static Path folder() {
        return Path.of(System.getProperty("consentry.root")).resolve("fhir-mappers/src/test/resources/ccda/golden");
    }
}
