package org.consentry.mappers.deidentify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What the policies beside Safe Harbor keep and move. */
class PolicyTests {
    private static final String CONDITION = """
            {"resourceType":"Condition","subject":{"reference":"Patient/pat-77"},"onsetDateTime":"2020-02-27",
             "abatementDateTime":"2020-03-02T10:00:00-05:00","recordedDate":"2020-03","note":[{"text":"Quentin called 617-555-0123"}]}""";

    @Test
    void movesAllDatesOfAPatientTogetherAndKeepsIntervals() {
        JsonNode tree = Fixture.tree(Fixture.kept(Policy.RESEARCH_SHIFTED, CONDITION, Fixture.facts()));

        LocalDate onset = LocalDate.parse(tree.path("onsetDateTime").asString());
        String abatement = tree.path("abatementDateTime").asString();
        assertThat(onset).isNotEqualTo(LocalDate.of(2020, 2, 27));
        assertThat(ChronoUnit.DAYS.between(onset, LocalDate.parse(abatement.substring(0, 10))))
                .isEqualTo(4);
        assertThat(abatement).endsWith("T10:00:00-05:00");
        assertThat(Math.abs(ChronoUnit.DAYS.between(onset, LocalDate.of(2020, 2, 27))))
                .isBetween(1L, 365L);
        assertThat(tree.path("recordedDate").asString()).hasSize(7);
    }

    @Test
    void movesEachPatientByAnotherOffset() {
        Pseudonyms pseudonyms = new Pseudonyms(Fixture.KEY);
        long different = java.util.stream.IntStream.range(0, 1000)
                .map(i -> pseudonyms.shift("p" + i))
                .distinct()
                .count();

        assertThat(different).isGreaterThan(500);
        assertThat(java.util.stream.IntStream.range(0, 5000).map(i -> pseudonyms.shift("p" + i)))
                .allSatisfy(days -> assertThat(days).isNotZero().isBetween(-365, 365));
    }

    @Test
    void keepsOnlyYearsWhereNoPatientIsKnownToShiftBy() {
        assertThat(Fixture.kept(Policy.RESEARCH_SHIFTED, CONDITION, PatientFacts.NOBODY))
                .contains("\"onsetDateTime\":\"2020\"");
    }

    @Test
    void keepsDatesTownsAndZipInALimitedDatasetButNoDirectIdentifier() {
        String kept = Fixture.kept(Policy.LIMITED_DATASET, Fixture.PATIENT, Fixture.facts());

        assertThat(kept)
                .contains("1961-04-23", "Tewksbury", "\"01876\"", "limited-dataset")
                .doesNotContain(
                        "Feather", "Quentin", "Marmalade", "555-0123", "987-65", "9981273", "pat-77", "42.61", "14:35");
    }

    @Test
    void passesEverythingWhereIdentifiedAndSaysSo() {
        JsonNode tree = Fixture.tree(Fixture.kept(Policy.IDENTIFIED, Fixture.PATIENT, Fixture.facts()));

        assertThat(tree.at("/name/0/family").asString()).isEqualTo("Featherstonehaugh");
        assertThat(tree.at("/meta/security/0/code").asString()).isEqualTo("identified");
    }

    @ParameterizedTest
    @ValueSource(strings = {"safe-harbor", "research-shifted", "limited-dataset"})
    void keepsNoFreeTextByDefault(String policy) {
        assertThat(Fixture.kept(Policy.named(policy), CONDITION, Fixture.facts()))
                .doesNotContain("note", "called");
    }

    @Test
    void scrubsFreeTextOnlyWhereTheNameSaysSo() {
        String kept = Fixture.kept(Policy.named("safe-harbor+scrubbed-text"), CONDITION, Fixture.facts());

        assertThat(kept)
                .contains("[name] called [contact]", "safe-harbor+scrubbed-text")
                .doesNotContain("Quentin", "0123");
    }

    @Test
    void refusesUnknownNamesNamingTheKnown() {
        assertThatThrownBy(() -> Policy.named("anonymous"))
                .hasMessageContaining("safe-harbor")
                .hasMessageContaining("identified");
    }

    @Test
    void keepsKeysOutOfText() {
        assertThat(Fixture.KEY.toString()).doesNotContain("0123");
        assertThat(Fixture.facts().toString()).doesNotContain("pat-77");
        assertThatThrownBy(() -> ProjectKey.of(new byte[16])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void treatsBundlesInBundlesWithEachPatientsOwnFacts() {
        String inner = """
                {"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"urn:uuid:in-1","resource":
                 {"resourceType":"Observation","id":"in-1","status":"final","subject":{"reference":"urn:uuid:pat-77","display":"Quentin"},
                  "code":{"coding":[{"system":"http://loinc.org","code":"8867-4","display":"Quentin rate"}]}}},
                 {"resource":{"resourceType":"Binary","data":"eA=="}}]}""";
        String bundle = """
                {"resourceType":"Bundle","id":"b-1","type":"transaction","timestamp":"2024-02-03T04:05:06Z",
                 "link":[{"relation":"self","url":"https://ehr.example.org/Patient?name=Quentin"}],
                 "entry":[{"fullUrl":"urn:uuid:pat-77","resource":%s,"request":{"method":"POST","url":"Patient",
                   "ifNoneExist":"identifier=https://hospital.example.org/mrn|MRN-9981273"}},
                  {"resource":%s,"request":{"method":"PUT","url":"Bundle/b-2"}}],
                 "signature":{"data":"c2ln"}}""".formatted(Fixture.PATIENT, inner);

        String kept = Fixture.kept(Policy.SAFE_HARBOR, bundle, PatientFacts.NOBODY);

        JsonNode tree = Fixture.tree(kept);
        assertThat(kept)
                .doesNotContain("Quentin", "02-03", "9981273", "ehr.example", "c2ln", "pat-77", "b-2", "Binary");
        assertThat(tree.at("/entry/1/resource/entry/0/resource/subject/reference"))
                .isEqualTo(tree.at("/entry/0/fullUrl"));
        assertThat(tree.at("/entry/0/request/ifNoneExist").asString())
                .endsWith("|" + tree.at("/entry/0/resource/identifier/0/value").asString());
    }
}
