package org.consentry.mappers.ccda;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.consentry.mappers.BundleProblems;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.ConversionReport.Fate;
import org.junit.jupiter.api.Test;

/** Every public sample document beside the repository; says so in one line where they are not there. */
class SharedDocumentsTests {

    private static final ConversionContext CONTEXT = new ConversionContext("hospital-a", ZoneOffset.UTC);
    private final CcdaMapper mapper = new CcdaMapper();

    @Test
    void convertsEveryDocumentToAValidBundleTwiceTheSame() throws Exception {
        Map<String, byte[]> documents = SharedDocuments.all();
        if (documents.isEmpty()) {
            System.out.println("SharedDocumentsTests did not run: there is no ../shared/data");
            return;
        }
        List<String> problems = new ArrayList<>();
        Map<Fate, Integer> fates = new TreeMap<>();
        Map<String, Integer> kept = new TreeMap<>();
        List<String> rejected = new ArrayList<>();
        documents.forEach((name, bytes) -> {
            Conversion conversion = mapper.convert(bytes, CONTEXT);
            if (conversion instanceof Conversion.Converted done) {
                problems.addAll(BundleProblems.of(name, done, () -> mapper.convert(bytes, CONTEXT)));
            } else {
                rejected.add(name + ": " + conversion.report().issues().get(0).text());
            }
            // Paths with a slash are what a mapped statement says and no resource does.
            conversion.report().fields().stream()
                    .filter(field -> field.path().indexOf('/') < 0)
                    .forEach(field -> fates.merge(field.fate(), field.count(), Integer::sum));
            conversion.report().fields().stream()
                    .filter(field -> field.fate() != Fate.MAPPED)
                    .forEach(field -> kept.merge(field.fate() + " " + field.path(), field.count(), Integer::sum));
        });
        System.out.println("Shared documents: " + (documents.size() - rejected.size()) + " converted of "
                + documents.size() + ", sections and statements " + fates + ", not well-formed " + rejected);
        if (Boolean.getBoolean("consentry.verbose")) {
            System.out.println(kept);
            problems.forEach(System.out::println);
        }
        assertThat(problems).isEmpty();
        // One of the public pieces lacks an end tag.
        assertThat(rejected)
                .allMatch(reason -> reason.contains("not well-formed"))
                .hasSizeLessThan(2);
    }
}
