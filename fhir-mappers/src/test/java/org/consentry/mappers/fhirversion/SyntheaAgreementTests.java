package org.consentry.mappers.fhirversion;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.FhirJson;
import org.consentry.mappers.R4Validator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Synthea writes the same patients as DSTU2, STU3 and R4: the R4 file is the answer key for codes, dates and values of
 * clinical resources. Says so in one line where the files are not beside the repository.
 */
class SyntheaAgreementTests {

    private static final ConversionContext CONTEXT = new ConversionContext("synthea", ZoneOffset.UTC);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Path ROOT =
            Path.of(System.getProperty("consentry.root")).resolve("../shared/data/synthea");

    /** What must agree, where the answer key has it. */
    private static final Map<String, List<String>> KEYS = Map.of(
            "Patient", List.of("birthDate", "gender"),
            "Condition", List.of("code.coding.0.code", "onsetDateTime", "abatementDateTime"),
            "Observation", List.of("code.coding.0.code", "effectiveDateTime", "valueQuantity.value", "status"),
            "Procedure", List.of("code.coding.0.code", "performedPeriod.start", "status"),
            "Immunization", List.of("vaccineCode.coding.0.code", "occurrenceDateTime", "status"),
            "MedicationRequest", List.of("authoredOn", "status"),
            "AllergyIntolerance", List.of("code.coding.0.code"),
            "DiagnosticReport", List.of("code.coding.0.code", "effectiveDateTime"),
            "Encounter", List.of("type.0.coding.0.code", "period.start", "period.end", "status"),
            "Device", List.of("type.coding.0.code", "udiCarrier.0.carrierHRF"));

    @Test
    void stu3Agrees() throws IOException {
        agrees(FhirVersion.STU3, "fhir_stu3");
    }

    @Test
    void dstu2Agrees() throws IOException {
        agrees(FhirVersion.DSTU2, "fhir_dstu2");
    }

    private static void agrees(FhirVersion version, String folder) throws IOException {
        List<Path> files = files(folder);
        if (files.isEmpty()) {
            System.out.println("SyntheaAgreementTests did not run: there is no ../shared/data/synthea");
            return;
        }
        int equal = 0;
        int compared = 0;
        Map<String, Integer> differences = new TreeMap<>();
        for (Path file : files) {
            Conversion conversion = new FhirVersionMapper().convert(Files.readAllBytes(file), version, CONTEXT);
            assertThat(conversion).as(file.toString()).isInstanceOf(Conversion.Converted.class);
            conversion.report().issues().forEach(issue -> differences.merge(issue.toString(), 1, Integer::sum));
            String json = FhirJson.write(((Conversion.Converted) conversion).transactionBundle());
            Map<String, JsonNode> ours = byId(JSON.readTree(json));
            Map<String, JsonNode> answers = byId(JSON.readTree(Files.readString(answer(file))));
            for (Map.Entry<String, JsonNode> one : ours.entrySet()) {
                List<String> keys = KEYS.get(one.getValue().path("resourceType").asString());
                JsonNode answer = answers.get(one.getKey());
                if (keys != null && answer != null) {
                    compared++;
                    List<String> different = different(keys, one.getValue(), answer);
                    equal += different.isEmpty() ? 1 : 0;
                    different.forEach(path -> differences.merge(
                            one.getValue().path("resourceType").asString() + "." + path, 1, Integer::sum));
                }
            }
        }
        System.out.printf("%s: %d of %d clinical resources agree with R4; %s%n", version, equal, compared, differences);
        assertThat((double) equal / compared).isGreaterThan(0.99);
    }

    @Test
    void isValidR4() throws IOException {
        Map<String, Integer> errors = new TreeMap<>();
        for (FhirVersion version : FhirVersion.values()) {
            List<Path> files = files(version == FhirVersion.STU3 ? "fhir_stu3" : "fhir_dstu2");
            for (Path file : files.subList(0, Math.min(2, files.size()))) {
                Conversion conversion = new FhirVersionMapper().convert(Files.readAllBytes(file), version, CONTEXT);
                R4Validator.errors(FhirJson.write(((Conversion.Converted) conversion).transactionBundle()))
                        .forEach(error -> errors.merge(
                                version + error.replaceAll("\\[\\d+\\]|/\\*[^*]*\\*/", ""), 1, Integer::sum));
            }
        }
        assertThat(errors).isEmpty();
    }

    private static List<String> different(List<String> keys, JsonNode ours, JsonNode answer) {
        List<String> different = new ArrayList<>();
        for (String key : keys) {
            JsonNode expected = at(answer, key);
            boolean told = !expected.isMissingNode();
            if (told && !expected.asString("").equals(at(ours, key).asString(""))) {
                different.add(key);
            }
        }
        return different;
    }

    private static JsonNode at(JsonNode node, String path) {
        return node.at("/" + path.replace('.', '/'));
    }

    private static Map<String, JsonNode> byId(JsonNode bundle) {
        Map<String, JsonNode> resources = new TreeMap<>();
        bundle.path("entry")
                .forEach(entry -> resources.put(
                        entry.path("resource").path("resourceType").asString() + "/"
                                + entry.path("resource").path("id").asString(),
                        entry.path("resource")));
        return resources;
    }

    private static Path answer(Path file) {
        return file.resolveSibling("../fhir").resolve(file.getFileName()).normalize();
    }

    private static List<Path> files(String folder) throws IOException {
        List<Path> all = new ArrayList<>();
        for (String seed : List.of("dev-ma", "dev-wy")) {
            Path path = ROOT.resolve(seed).resolve(folder);
            if (Files.isDirectory(path)) {
                try (Stream<Path> files = Files.list(path)) {
                    files.filter(file -> Files.exists(answer(file))).sorted().forEach(all::add);
                }
            }
        }
        return all;
    }
}
