package org.consentry.mappers.fhirversion;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.consentry.mappers.BundleProblems;
import org.consentry.mappers.BundleReferences;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.ConversionIssue;
import org.junit.jupiter.api.Test;

/*
 * ValidElementTests sends one element at a time; here resources have many, of any types and codes, and then something is
 * done to them that people, programs and lines do: elements taken out, doubled, emptied, exchanged for values of other
 * types, resources contained in contained ones. A resource that is none of its version any more may be refused, with the
 * place and without the content; whatever is converted is R4.
 */
/** Whatever an older resource has in it, the Bundle is valid, points nowhere outside of itself and is the same twice. */
class OddResourceTests {

    /** Numbers are seeded; {@code -Dconsentry.variants=N} makes more of them, {@code -Dconsentry.from=M} later ones. */
    private static final int VARIANTS = Integer.getInteger("consentry.variants", 150);

    private static final int FROM = Integer.getInteger("consentry.from", 0);
    private static final ConversionContext CONTEXT = new ConversionContext("odd", ZoneOffset.UTC);

    /** What is the matter with all that was sent has no place. */
    private static final Set<String> OF_ALL = Set.of("nothing-to-store", "not-fhir");

    private final FhirVersionMapper mapper = new FhirVersionMapper();

    @Test
    void anyResourceMayHaveAnything() {
        Map<String, String> problems = new TreeMap<>();
        int converted = 0;
        for (int number = FROM; number < FROM + VARIANTS; number++) {
            OddResource odd = new OddResource(number);
            byte[] json = odd.tree().toString().getBytes(StandardCharsets.UTF_8);
            Conversion conversion = mapper.convert(json, odd.version(), CONTEXT);
            List<String> found = new ArrayList<>();
            if (conversion instanceof Conversion.Converted done) {
                converted++;
                found.addAll(BundleProblems.of("", done, () -> mapper.convert(json, odd.version(), CONTEXT)));
                found.removeAll(BundleReferences.dangling(done.transactionBundle()).stream()
                        .filter(reference -> reference.contains("zq"))
                        .map(reference -> ": dangling " + reference)
                        .toList());
            } else {
                conversion.report().issues().stream()
                        .filter(issue -> (issue.place().isEmpty() && !OF_ALL.contains(issue.kind())) || toldOf(issue))
                        .forEach(issue -> found.add("refused at '" + issue.place() + "': " + issue.text()));
            }
            found.removeIf(problem -> ValidElementTests.OURS.matcher(problem).find());
            String name = "variant " + number + ", " + odd.version() + " "
                    + odd.tree().path("resourceType").asString("");
            found.forEach(problem -> problems.put(name + problem, odd.tree().toString()));
        }
        System.out.println("Odd resources: " + VARIANTS + ", converted " + converted);
        if (Boolean.getBoolean("consentry.verbose")) {
            // What to mend is told with an example when it is asked for.
            problems.forEach((problem, example) -> System.out.println(problem + "\n    " + example));
        }
        assertThat(problems.keySet()).isEmpty();
        assertThat(converted).isGreaterThan(VARIANTS / 2);
    }

    private static boolean toldOf(ConversionIssue issue) {
        return (issue.place() + issue.text()).contains("Zq") || issue.kind().equals(ConversionIssue.FAULT);
    }
}
