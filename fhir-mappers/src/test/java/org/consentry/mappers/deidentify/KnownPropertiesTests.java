package org.consentry.mappers.deidentify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What the tests of other de-identifiers ask of theirs, asked of ours. */
class KnownPropertiesTests {
    private static final String HOLDER = """
            {"resourceType":"Observation","id":"obs-1","status":"final","subject":%s,
             "code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}]}}""";

    private static String subject(String reference) {
        return Fixture.safeHarbor(HOLDER.formatted("{\"reference\":\"" + reference + "\",\"display\":\"Quentin\"}"));
    }

    /** An id becomes the same wherever it is written, or there is no reference at all. */
    @ParameterizedTest
    @CsvSource({
        "Patient/pat-77,Patient/",
        "Patient/pat-77/_history/3,Patient/",
        "https://ehr.example.org/fhir/Patient/pat-77,Patient/",
        "https://ehr.example.org/fhir/Patient/pat-77/_history/3,Patient/"
    })
    void everyFormOfAReferenceMeetsTheResource(String reference, String start) {
        String expected = start + Fixture.deidentifier(Policy.SAFE_HARBOR).pseudonym("pat-77");

        assertThat(Fixture.tree(subject(reference)).at("/subject/reference").asString())
                .startsWith(expected);
        assertThat(subject(reference)).doesNotContain("pat-77", "Quentin", "ehr.example", "_history/3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "urn:uuid:6a2d4c1e-0b2f-4a9a-9a34-8a1f0a5f2b10",
                "urn:oid:1.2.840.113619.2.5",
                "Patient?identifier=https://hospital.example.org/mrn|MRN-9981273",
                "Patient?name=Featherstonehaugh",
                "http://ehr.example.org/show.aspx?patient=pat-77",
                "mailto:quentin@example.org",
                "Patient/pat-77#Quentin"
            })
    void noFormOfAReferenceNamesAnybody(String reference) {
        assertThat(subject(reference))
                .doesNotContain("6a2d4c1e", "113619", "MRN-99", "Feather", "pat-77", "quentin@", "#Quentin");
    }

    /** Security labels tell what was done; those of the source stay where their system is public. */
    @ParameterizedTest
    @ValueSource(strings = {"safe-harbor", "research-shifted", "limited-dataset"})
    void marksWhatItTouched(String policy) {
        JsonNode labels = Fixture.tree(Fixture.kept(
                        Policy.named(policy),
                        "{\"resourceType\":\"Patient\",\"id\":\"x\",\"meta\":{\"security\":[{\"system\":"
                                + "\"http://terminology.hl7.org/CodeSystem/v3-Confidentiality\",\"code\":\"R\"}]}}",
                        Fixture.facts()))
                .at("/meta/security");

        assertThat(labels.valueStream().map(label -> label.path("code").asString("")))
                .contains("R", policy, "PSEUDED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"safe-harbor", "research-shifted", "limited-dataset"})
    void noNarrativeStaysWhateverItsStatus(String policy) {
        for (String status : List.of("generated", "extensions", "additional", "empty")) {
            assertThat(Fixture.kept(
                            Policy.named(policy),
                            "{\"resourceType\":\"Patient\",\"id\":\"x\",\"gender\":\"male\",\"text\":{\"status\":\""
                                    + status + "\",\"div\":\"<div>Quentin</div>\"}}",
                            Fixture.facts()))
                    .doesNotContain("Quentin", "div");
        }
    }

    /** Interval and order survive, across resources, precisions, zones and leap days. */
    @Test
    void aPatientsDatesMoveTogether() {
        String before = moved("2023-02-28");
        String leap = moved("2024-02-29");
        String after = moved("2024-03-01");
        JsonNode zoned = Fixture.tree(Fixture.kept(
                Policy.RESEARCH_SHIFTED,
                "{\"resourceType\":\"Encounter\",\"status\":\"finished\",\"class\":{\"system\":"
                        + "\"http://terminology.hl7.org/CodeSystem/v3-ActCode\",\"code\":\"AMB\"},\"period\":{\"start\":"
                        + "\"2024-02-29T23:30:00-05:00\",\"end\":\"2024-03-01T00:15:00-05:00\"}}",
                Fixture.facts()));

        assertThat(days(before, leap)).isEqualTo(366);
        assertThat(days(leap, after)).isEqualTo(1);
        assertThat(leap).isNotEqualTo("2024-02-29");
        assertThat(zoned.at("/period/start").asString("")).startsWith(leap + "T23:30:00");
        assertThat(zoned.at("/period/end").asString("")).startsWith(after + "T00:15:00");
    }

    private static String moved(String date) {
        return Fixture.tree(Fixture.kept(
                        Policy.RESEARCH_SHIFTED,
                        "{\"resourceType\":\"Procedure\",\"status\":\"completed\",\"subject\":{\"reference\":"
                                + "\"Patient/pat-77\"},\"performedDateTime\":\"" + date + "\"}",
                        Fixture.facts()))
                .path("performedDateTime")
                .asString("");
    }

    private static long days(String from, String to) {
        return ChronoUnit.DAYS.between(LocalDate.parse(from), LocalDate.parse(to));
    }

    /** Contained at any place, in a Bundle in a Bundle: each by its own type's rules. */
    @Test
    void nothingHidesInContainedResourcesOfBundlesInBundles() {
        String inner = "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{\"fullUrl\":"
                + "\"urn:uuid:6a2d4c1e-0b2f-4a9a-9a34-8a1f0a5f2b10\",\"resource\":{\"resourceType\":\"Procedure\","
                + "\"status\":\"completed\",\"contained\":[{\"resourceType\":\"RelatedPerson\",\"id\":\"rp\",\"name\":["
                + "{\"family\":\"Featherstonehaugh\"}],\"telecom\":[{\"value\":\"617-555-0199\"}]}],"
                + "\"performer\":[{\"actor\":{\"reference\":\"#rp\",\"display\":\"Philippa\"}}]}},"
                + "{\"resource\":{\"resourceType\":\"Binary\",\"contentType\":\"text/plain\",\"data\":\"UXVlbnRpbg==\"}}]}";
        String kept = Fixture.safeHarbor(
                "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[{\"resource\":" + inner + "}]}");

        assertThat(kept)
                .contains("RelatedPerson", "Procedure")
                .doesNotContain("Feather", "617-555", "Philippa", "UXVl", "6a2d4c1e", "\"rp\"", "#rp");
    }

    /** An extension of any type, on any element, known or not. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"valueString\":\"Quentin\"",
                "\"valueAddress\":{\"line\":[\"17 Marmalade Mews\"],\"city\":\"Tewksbury\"}",
                "\"valueHumanName\":{\"family\":\"Quentin\"}",
                "\"valueContactPoint\":{\"value\":\"617-555-0123\"}",
                "\"valueAttachment\":{\"data\":\"UXVlbnRpbg==\",\"title\":\"Quentin\"}",
                "\"valueReference\":{\"display\":\"Quentin\"}",
                "\"valueSignature\":{\"who\":{\"display\":\"Quentin\"}}",
                "\"extension\":[{\"url\":\"http://x.example/deep\",\"valueString\":\"Quentin\"}]"
            })
    void noExtensionCarriesAnybody(String value) {
        String extension = "\"extension\":[{\"url\":\"http://x.example/any\"," + value + "}]";
        String kept = Fixture.safeHarbor("{\"resourceType\":\"Patient\",\"id\":\"x\"," + extension
                + ",\"gender\":\"male\",\"_gender\":{" + extension + "},\"maritalStatus\":{" + extension
                + ",\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-MaritalStatus\",\"code\":\"M\","
                + extension + "}]}}");

        assertThat(kept).contains("male").doesNotContain("Quentin", "Marmalade", "Tewksbury", "617-555", "UXVl");
    }

    @ParameterizedTest(name = "age {0} of {1} is kept: {2}")
    @CsvSource({
        "89,a,true",
        "91,a,false",
        "89.5,a,true",
        "1079,mo,true",
        "1091,mo,false",
        "33000,d,false",
        "4800,wk,false"
    })
    void agesOver89AreOneGroupInEveryUnit(String value, String unit, boolean kept) {
        String condition = Fixture.safeHarbor(
                "{\"resourceType\":\"Condition\",\"subject\":{\"reference\":\"Patient/pat-77\"},\"onsetAge\":{\"value\":"
                        + value + ",\"system\":\"http://unitsofmeasure.org\",\"code\":\"" + unit + "\"}}");

        assertThat(condition.contains("\"value\":" + value)).as(condition).isEqualTo(kept);
    }
}
