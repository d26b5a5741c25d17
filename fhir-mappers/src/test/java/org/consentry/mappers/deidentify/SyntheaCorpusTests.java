package org.consentry.mappers.deidentify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.ConversionContext;
import org.consentry.mappers.FhirJson;
import org.consentry.mappers.hl7v2.Hl7v2Frame;
import org.consentry.mappers.hl7v2.Hl7v2Mapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** No identifier of any patient of the shared corpus in any output; joins survive. */
class SyntheaCorpusTests {
    private static final Pattern REFERENCE = Pattern.compile("\"reference\":\"([^\"]+)\"");
    private static final Pattern FULL_DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    @ParameterizedTest
    @ValueSource(strings = {"safe-harbor", "research-shifted", "limited-dataset"})
    void findsNoIdentifierInBulkFiles(String policy) throws IOException {
        List<byte[]> resources = new ArrayList<>();
        for (Path file : Corpus.files("synthea/dev-bulk-ndjson", ".ndjson")) {
            resources.addAll(Corpus.lines(file));
        }

        List<Leak> leaks = leaks(Policy.named(policy), resources);

        assertThat(leaks).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"safe-harbor", "research-shifted", "limited-dataset"})
    void findsNoIdentifierInTransactionBundles(String policy) throws IOException {
        List<byte[]> bundles = new ArrayList<>();
        for (String folder : List.of("synthea/dev-ma/fhir", "synthea/dev-wy/fhir")) {
            for (Path file : Corpus.files(folder, ".json")) {
                bundles.add(Files.readAllBytes(file));
            }
        }

        List<Leak> leaks = leaks(Policy.named(policy), bundles);

        assertThat(leaks).isEmpty();
    }

    /** Test messages name people after everything: Order, Account, kg. */
    @ParameterizedTest
    @ValueSource(strings = {"safe-harbor", "research-shifted", "limited-dataset"})
    void findsNoIdentifierAndNoFalseOneInHospitalsMessages(String policy) throws IOException {
        Map<String, byte[]> resources = new java.util.TreeMap<>();
        for (String folder : List.of("fhir-converter/hl7v2", "v2-to-fhir", "lfh-v2", "reportstream-v2")) {
            for (Path file : Corpus.files(folder, ".hl7")) {
                Hl7v2Mapper mapper = new Hl7v2Mapper();
                for (Hl7v2Frame frame : mapper.frames(Files.readAllBytes(file))) {
                    if (mapper.convert(frame.bytes(), new ConversionContext("hospital", ZoneOffset.UTC))
                            instanceof Conversion.Converted converted) {
                        Json.MAPPER
                                .readTree(FhirJson.write(converted.transactionBundle()))
                                .path("entry")
                                .forEach(entry -> resources.put(
                                        entry.at("/request/url").asString(""),
                                        Json.MAPPER.writeValueAsBytes(entry.path("resource"))));
                    }
                }
            }
        }

        assertThat(leaks(Policy.named(policy), List.copyOf(resources.values()))).isEmpty();
    }

    @Test
    void keepsNoFullDateUnderSafeHarbor() throws IOException {
        Deidentifier deidentifier = Fixture.deidentifier(Policy.SAFE_HARBOR);
        for (Path file : Corpus.files("synthea/dev-bulk-ndjson", ".ndjson")) {
            for (byte[] line : Corpus.lines(file)) {
                String kept = text(deidentifier.apply(line, PatientFacts.NOBODY));

                assertThat(FULL_DATE.matcher(kept).find())
                        .as(file.getFileName().toString())
                        .isFalse();
            }
        }
    }

    @Test
    void keepsAsManyReferencesToEachTargetAsBefore() throws IOException {
        Deidentifier deidentifier = Fixture.deidentifier(Policy.SAFE_HARBOR);
        Map<String, Integer> before = new HashMap<>();
        Map<String, Integer> after = new HashMap<>();
        for (Path file : Corpus.files("synthea/dev-bulk-ndjson", ".ndjson")) {
            for (byte[] line : Corpus.lines(file)) {
                count(new String(line, StandardCharsets.UTF_8), before);
                count(text(deidentifier.apply(line, PatientFacts.NOBODY)), after);
            }
        }

        assertThat(after.values()).containsExactlyInAnyOrderElementsOf(before.values());
    }

    @Test
    void keepsEveryUsCoreExampleOfAKnownType() throws IOException {
        Deidentifier deidentifier = Fixture.deidentifier(Policy.SAFE_HARBOR);
        for (Path file : Corpus.files("us-core", ".json")) {
            deidentifier.apply(Files.readAllBytes(file), PatientFacts.NOBODY);
        }

        System.out.println("US Core under safe-harbor: " + deidentifier.report().kept() + " kept, dropped "
                + deidentifier.report().resources());
        assertThat(deidentifier.report().resources().keySet()).noneMatch(place -> place.contains("MALFORMED"));
    }

    private static void count(String json, Map<String, Integer> counts) {
        Matcher matcher = REFERENCE.matcher(json);
        while (matcher.find()) {
            counts.merge(matcher.group(1), 1, Integer::sum);
        }
    }

    private static List<Leak> leaks(Policy policy, List<byte[]> resources) throws IOException {
        Map<String, PatientFacts> patients = new HashMap<>();
        LeakPatterns patterns = LeakScanner.forPolicy(policy);
        for (byte[] resource : resources) {
            people(Json.MAPPER.readTree(resource), patients, patterns);
        }
        LeakScanner scanner = patterns.build();
        Deidentifier deidentifier = Fixture.deidentifier(policy);
        StringBuilder output = new StringBuilder();
        for (byte[] resource : resources) {
            PatientFacts facts = Subjects.facts(Json.MAPPER.readTree(resource), patients::get, PatientFacts.NOBODY);
            output.append(text(deidentifier.apply(resource, facts))).append('\n');
        }
        return scanner.scan("all", new ByteArrayInputStream(output.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static void people(JsonNode resource, Map<String, PatientFacts> patients, LeakPatterns patterns) {
        resource.path("entry").forEach(entry -> people(entry.path("resource"), patients, patterns));
        switch (resource.path("resourceType").asString("")) {
            case "Patient" -> {
                PatientFacts facts = PatientFacts.of(resource);
                patients.put(facts.id(), facts);
                patterns.add(facts);
            }
            case "Practitioner" -> patterns.add(DirectIdentifiers.of(resource));
            default -> {}
        }
    }

    private static String text(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Kept kept -> new String(kept.json(), StandardCharsets.UTF_8);
            case Outcome.Dropped dropped -> "";
        };
    }
}
