package org.consentry.mappers.hl7v2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.FhirJson;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * ReportStream's messages of one field with the FHIR it expects. Compared are the values of R4's own elements, wherever
 * in the resource type's list they stand: its extensions, random ids, references, and systems by names of its own say
 * nothing of a conversion, and neither do the resources it makes of itself. Says so in one line where the pairs are not
 * beside the repository.
 */
class OneFieldPairTests {

    private static final ConversionContext CONTEXT = new ConversionContext("pairs", ZoneOffset.UTC);
    private static final Path PAIRS = SharedMessages.root().resolve("reportstream-v2/mappinginventory");
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> TYPES =
            Set.of("Patient", "RelatedPerson", "Encounter", "Location", "ServiceRequest", "DiagnosticReport");
    private static final Set<String> NOT_STANDARD =
            Set.of("extension", "id", "meta", "reference", "system", "version", "resourceType", "text");

    /** Where ReportStream says what HL7's own tables, or FHIR, do not. */
    private static final Map<String, String> WAIVED = Map.of(
            "Kin.name.use = official",
            "where XPN.7 is B: the row B of HL7's map NameType is without a use",
            "Patient.link.type = seealso",
            "for PID-21: a link says that both are the same person (FHIR R4, Patient.link), and a mother is not;"
                    + " HL7's CX[RelatedPerson-Mother] has none",
            "Patient.communication.language.coding.code = AR",
            "PID-15: FHIR's maximum binding takes BCP 47 alone; the field is kept as sent beside it",
            "Patient.communication.language.coding.code = ARA",
            "PID-15: FHIR's maximum binding takes BCP 47 alone; the field is kept as sent beside it");

    @Test
    void agreesOnStandardFields() throws IOException {
        List<Path> messages = messages();
        if (messages.isEmpty()) {
            System.out.println("OneFieldPairTests did not run: there is no ../shared/data/reportstream-v2");
            return;
        }
        int expected = 0;
        int equal = 0;
        int waived = 0;
        Map<String, Integer> missing = new TreeMap<>();
        for (Path message : messages) {
            Set<String> ours = facts(converted(message));
            Path answer = Path.of(message.toString().replaceAll("hl7$", "fhir"));
            for (String fact : facts(JSON.readTree(Files.readString(answer)))) {
                expected++;
                if (ours.contains(fact)) {
                    equal++;
                } else if (WAIVED.containsKey(fact)) {
                    waived++;
                    System.out.println("Waived in " + message.getFileName() + ": " + fact + ", " + WAIVED.get(fact));
                } else {
                    missing.merge(fact, 1, Integer::sum);
                }
            }
        }
        System.out.printf(
                "One-field pairs: %d of %d values of standard fields (%.1f %%) in %d messages are the same%n",
                equal, expected, 100.0 * equal / expected, messages.size());
        if (Boolean.getBoolean("consentry.verbose")) {
            missing.forEach((fact, count) -> System.out.println(count + " x " + fact));
        }
        assertThat((double) equal / expected).isGreaterThan(0.98);
        assertThat(missing).isEmpty();
        assertThat(waived).isLessThan(10);
    }

    private static JsonNode converted(Path message) throws IOException {
        Conversion conversion = new Hl7v2Mapper().convert(Files.readAllBytes(message), CONTEXT);
        assertThat(conversion).as(message.toString()).isInstanceOf(Conversion.Converted.class);
        return JSON.readTree(FhirJson.write(((Conversion.Converted) conversion).transactionBundle()));
    }

    private static Set<String> facts(JsonNode bundle) {
        Set<String> facts = new TreeSet<>();
        for (JsonNode entry : bundle.path("entry")) {
            String type = entry.path("resource").path("resourceType").asString("");
            if (TYPES.contains(type)) {
                collect(kin(type), entry.path("resource"), facts);
            }
        }
        return facts;
    }

    private static void collect(String path, JsonNode node, Set<String> facts) {
        if (node.isArray()) {
            node.forEach(item -> collect(path, item, facts));
        } else if (node.isObject()) {
            for (Map.Entry<String, JsonNode> property : node.properties()) {
                if (!NOT_STANDARD.contains(property.getKey())
                        && !property.getKey().startsWith("_")) {
                    collect(kin(path + "." + property.getKey()), property.getValue(), facts);
                }
            }
        } else {
            facts.add(path + " = " + instant(node.asString("")));
        }
    }

    /** Next of kin, whom the answers tell twice: as the patient's contact and as a RelatedPerson; we, as the latter. */
    private static String kin(String path) {
        return path.equals("RelatedPerson") || path.equals("Patient.contact") ? "Kin" : path;
    }

    /** Times as one instant, since the answers are written in the zone of who made them. */
    private static String instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant().toString();
        } catch (DateTimeParseException e) {
            return text;
        }
    }

    private static List<Path> messages() throws IOException {
        if (!Files.isDirectory(PAIRS)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(PAIRS)) {
            return files.filter(file -> file.toString().endsWith(".hl7"))
                    .sorted()
                    .toList();
        }
    }
}
