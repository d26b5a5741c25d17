package org.consentry.mappers.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentry.mappers.BundleReferences;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.FhirJson;
import org.consentry.mappers.R4Validator;
import org.consentry.mappers.SyntheaFacts;
import org.consentry.mappers.SyntheaFacts.Agreement;
import org.junit.jupiter.api.Test;

/** Synthea's CSV against its R4; says so in one line where the files are not beside the repository. */
class SyntheaTablesTests {

    private static final ConversionContext CONTEXT = new ConversionContext("synthea", ZoneOffset.UTC);

    @Test
    void agreesWithR4() throws IOException {
        SyntheaFacts ours = SyntheaFacts.ofTable("{}");
        SyntheaFacts key = SyntheaFacts.ofTable("{}");
        List<String> problems = new ArrayList<>();
        List<Path> tables = SyntheaFacts.files("csv");
        if (tables.isEmpty()) {
            System.out.println("SyntheaTablesTests did not run: there is no ../shared/data/synthea");
            return;
        }
        for (Path table : tables) {
            CsvMapper mapper = new CsvMapper();
            byte[] bytes = Files.readAllBytes(table);
            Optional<CsvLayout> layout = CsvLayout.detect(mapper.header(bytes));
            for (Conversion conversion :
                    layout.isEmpty() ? List.<Conversion>of() : mapper.convert(bytes, layout.get(), CONTEXT)) {
                if (conversion instanceof Conversion.Converted done) {
                    String json = FhirJson.write(done.transactionBundle());
                    ours.addAll(SyntheaFacts.ofTable(json));
                    BundleReferences.dangling(done.transactionBundle())
                            .forEach(dangling -> problems.add(table.getFileName() + ": dangling " + dangling));
                    if (table.toString().contains("dev-wy")) {
                        R4Validator.errors(json).forEach(error -> problems.add(table.getFileName() + ": " + error));
                    }
                }
                conversion.report().issues().stream()
                        .filter(issue -> !issue.kind().equals("nothing-to-store"))
                        .forEach(issue -> problems.add(table.getFileName() + ": " + issue));
            }
        }
        for (Path file : SyntheaFacts.files("fhir")) {
            key.addAll(SyntheaFacts.ofTable(Files.readString(file)));
        }
        Map<String, Agreement> agreements = ours.compare(key);
        int equal = agreements.values().stream().mapToInt(Agreement::equal).sum();
        int all = agreements.values().stream().mapToInt(Agreement::all).sum();
        System.out.printf("CSV: %d of %d facts of R4 are told the same; %s%n", equal, all, agreements);
        problems.stream().limit(20).forEach(System.out::println);
        assertThat((double) equal / all).isGreaterThan(0.99);
        assertThat(problems).isEmpty();
    }
}
