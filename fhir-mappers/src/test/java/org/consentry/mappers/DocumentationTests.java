package org.consentry.mappers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.consentry.mappers.csv.CsvLayout;
import org.consentry.mappers.hl7v2.Hl7v2Documented;
import org.junit.jupiter.api.Test;

/** MAPPINGS.md tells of every segment, map and layout there is, and of none that there is not. */
class DocumentationTests {

    private static final Path MODULE =
            Path.of(System.getProperty("consentry.root")).resolve("fhir-mappers");

    @Test
    void tellsEverySegmentAndNoOther() throws IOException {
        List<String> told = page().lines()
                .filter(line -> line.matches("\\| [A-Z][A-Z0-9]{2} \\| .*"))
                .map(line -> line.substring(2, 5))
                .toList();

        assertThat(told).containsExactlyInAnyOrderElementsOf(Hl7v2Documented.segments());
    }

    @Test
    void tellsEveryMapASiteCanExtend() throws IOException {
        try (Stream<Path> maps = Files.list(MODULE.resolve("src/main/resources/org/consentry/mappers/conceptmap"))) {
            for (Path map : maps.toList()) {
                assertThat(page()).contains("`" + map.getFileName().toString().replace(".json", "") + "`");
            }
        }
    }

    @Test
    void tellsTheLayoutsThatAreShipped() throws IOException {
        String page = page();

        assertThat(CsvLayout.names())
                .filteredOn(name -> !name.startsWith("synthea-"))
                .allMatch(name -> page.contains("`" + name + "`"));
    }

    private static String page() throws IOException {
        return Files.readString(MODULE.resolve("MAPPINGS.md"));
    }
}
