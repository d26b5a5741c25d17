package org.consentry.mappers.fhirversion;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.consentry.mappers.BundleReferences;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.FhirJson;
import org.consentry.mappers.R4Validator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.ObjectNode;

/*
 * EveryElementTests asks whether a value arrives; this one whether what arrives is R4. Each resource has one element and
 * nothing else, so what R4 requires has to be told as unknown. The ordinary build takes one of so many.
 */
/** Whatever one element an older resource has, the validator finds no error in what becomes of it. */
class ValidElementTests {

    /** Definitions of software and of FHIR itself, whose rules ask for more than one element at a time can say. */
    static final Set<String> DEFINITIONS = Set.of(
            "ActivityDefinition",
            "CapabilityStatement",
            "Conformance",
            "CompartmentDefinition",
            "GraphDefinition",
            "ImplementationGuide",
            "Library",
            "Linkage",
            "Measure",
            "OperationDefinition",
            "Parameters",
            "PlanDefinition",
            "Questionnaire",
            "SearchParameter",
            "StructureDefinition",
            "StructureMap",
            "TestReport",
            "TestScript",
            "ValueSet");

    /** What no R4 resource can say: places of values that R4 has none for. */
    static final Pattern OURS = Pattern.compile("max allowed = 0");

    private static final int EVERY = Integer.getInteger("consentry.every", 23);

    private final FhirVersionMapper mapper = new FhirVersionMapper();

    @ParameterizedTest
    @EnumSource
    void anyElementBecomesValidR4(FhirVersion version) {
        Map<String, String> problems = new TreeMap<>();
        int[] number = {0};
        OlderElements.forEach(version, (resource, elements) -> {
            if (number[0]++ % EVERY == 0) {
                check(version, resource, problems);
            }
        });
        report(problems);
        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void anyCodeBecomesValidR4(FhirVersion version) {
        Map<String, String> problems = new TreeMap<>();
        Set<String> asked = new HashSet<>();
        int[] number = {0};
        OlderElements.forEach(version, (resource, elements) -> {
            for (OlderElements.Leaf leaf : elements.leaves()) {
                String type = resource.path("resourceType").asString();
                String name = leaf.pointer().replaceAll("/0", "").replaceAll(".*/", "");
                if (!asked.add(type + "." + name + leaf.codes())) {
                    continue;
                }
                for (String code : leaf.codes()) {
                    if (number[0]++ % EVERY == 0) {
                        check(version, OlderElements.with(resource, leaf.pointer(), code), problems);
                    }
                }
            }
        });
        report(problems);
        assertThat(problems).isEmpty();
    }

    private void check(FhirVersion version, ObjectNode resource, Map<String, String> problems) {
        Conversion conversion = mapper.convert(
                resource.toString().getBytes(StandardCharsets.UTF_8),
                version,
                new ConversionContext("older", ZoneOffset.UTC));
        String type = resource.path("resourceType").asString();
        if (DEFINITIONS.contains(type)) {
            return;
        }
        if (!(conversion instanceof Conversion.Converted done)) {
            problems.put(type + " was rejected", resource.toString());
            return;
        }
        R4Validator.errors(FhirJson.write(done.transactionBundle())).stream()
                .filter(error -> !OURS.matcher(error).find())
                .forEach(error -> problems.putIfAbsent(
                        type + ": "
                                + error.replaceAll("Bundle.entry\\[\\d+].resource", "")
                                        .replaceAll("zq-?\\d+", "zq")
                                        .replaceAll("\\d{3,}", "N"),
                        resource.toString()));
        BundleReferences.dangling(done.transactionBundle()).stream()
                .filter(reference -> !reference.contains("zq"))
                .forEach(reference -> problems.put(type + " dangling " + reference, resource.toString()));
    }

    private static void report(Map<String, String> problems) {
        if (Boolean.getBoolean("consentry.verbose")) {
            // What to mend is told with an example when it is asked for.
            problems.forEach((problem, example) -> System.out.println(problem + "\n    " + example));
        }
    }
}
