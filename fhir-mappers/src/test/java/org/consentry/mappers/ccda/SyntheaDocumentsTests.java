package org.consentry.mappers.ccda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.FhirJson;
import org.consentry.mappers.SyntheaFacts;
import org.consentry.mappers.SyntheaFacts.Agreement;
import org.junit.jupiter.api.Test;

/** Synthea's C-CDA against its R4; says so in one line where the files are not beside the repository. */
class SyntheaDocumentsTests {

    private static final ConversionContext CONTEXT = new ConversionContext("synthea", ZoneOffset.UTC);

    @Test
    void agreesWithR4() throws IOException {
        List<Path> files = SyntheaFacts.files("ccda");
        if (files.isEmpty()) {
            System.out.println("SyntheaDocumentsTests did not run: there is no ../shared/data/synthea");
            return;
        }
        SyntheaFacts ours = SyntheaFacts.of("{}");
        SyntheaFacts key = SyntheaFacts.of("{}");
        for (Path file : files) {
            Conversion conversion = new CcdaMapper().convert(Files.readAllBytes(file), CONTEXT);
            assertThat(conversion).isInstanceOf(Conversion.Converted.class);
            ours.addAll(SyntheaFacts.of(FhirJson.write(((Conversion.Converted) conversion).transactionBundle())));
            String source = Files.readString(file);
            key.addAll(SyntheaFacts.of(Files.readString(SyntheaFacts.answer(file)), source::contains));
        }
        Map<String, Agreement> agreements = ours.compare(key);
        int equal = agreements.values().stream().mapToInt(Agreement::equal).sum();
        int all = agreements.values().stream().mapToInt(Agreement::all).sum();
        System.out.printf(
                "C-CDA: %d of %d facts of R4 are told the same; %s; %d resources are not in the C-CDA%n",
                equal, all, agreements, key.left());
        assertThat((double) equal / all).isGreaterThan(0.99);
    }
}
