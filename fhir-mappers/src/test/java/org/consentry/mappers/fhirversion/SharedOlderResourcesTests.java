package org.consentry.mappers.fhirversion;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.FhirJson;
import org.consentry.mappers.R4Validator;
import org.junit.jupiter.api.Test;

/** One STU3 resource of each type, beside the repository; says so in one line where they are not there. */
class SharedOlderResourcesTests {

    /**
     * Definitions of software and of FHIR itself, no record of anybody: their canonical URLs are relative or their codes
     * name types that R4 does not have, which no conversion can mend.
     */
    private static final Set<String> DEFINITIONS = Set.of(
            "CapabilityStatement",
            "CompartmentDefinition",
            "GraphDefinition",
            "ImplementationGuide",
            "Library",
            "Measure",
            "MessageDefinition",
            "OperationDefinition",
            "Parameters",
            "PlanDefinition",
            "StructureDefinition",
            "TestScript");

    @Test
    void convertsEveryTypeAndWhatIsOfAPatientIsValid() throws IOException {
        Path folder = Path.of(System.getProperty("consentry.root")).resolve("../shared/data/fhir-converter/stu3");
        if (!Files.isDirectory(folder)) {
            System.out.println("SharedOlderResourcesTests did not run: there is no ../shared/data");
            return;
        }
        List<String> problems = new ArrayList<>();
        int converted = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString().replaceAll("\\d*\\.json", "");
                Conversion conversion = new FhirVersionMapper()
                        .convert(
                                Files.readAllBytes(file),
                                FhirVersion.STU3,
                                new ConversionContext("older", ZoneOffset.UTC));
                if (conversion instanceof Conversion.Converted done) {
                    converted++;
                    R4Validator.errors(FhirJson.write(done.transactionBundle())).stream()
                            .filter(error -> !DEFINITIONS.contains(name))
                            .forEach(error -> problems.add(name + ": " + error));
                } else {
                    problems.add(name + ": rejected");
                }
            }
        }
        System.out.println("Older resources: " + converted + " converted, " + problems.size() + " problems");
        assertThat(problems).isEmpty();
    }
}
