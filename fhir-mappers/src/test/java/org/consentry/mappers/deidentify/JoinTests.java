package org.consentry.mappers.deidentify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** References meet the resources they met before, and only within one project. */
class JoinTests {
    private final Deidentifier deidentifier = Fixture.deidentifier(Policy.SAFE_HARBOR);
    private final String patient = deidentifier.pseudonym("pat-77");

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "Patient/pat-77,Patient/",
        "Patient/pat-77/_history/3,Patient/",
        "https://ehr.example.org/fhir/Patient/pat-77,Patient/",
        "https://ehr.example.org/fhir/Patient/pat-77/_history/3,Patient/",
        "urn:uuid:pat-77,urn:uuid:"
    })
    void meetTheirTargetInEveryForm(String reference, String start) {
        assertThat(rewritten(reference)).isEqualTo(start + patient);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Quentin Featherstonehaugh",
                "mailto:quentin@example.org",
                "Quentin/pat-77",
                "Patient/",
                "/pat-77",
                "https://ehr.example.org/quentin"
            })
    void dropWhatIsNoReference(String reference) {
        assertThat(rewritten(reference)).isEmpty();
    }

    @Test
    void meetTheIdentifierThatAConditionalReferenceNames() {
        String reference = rewritten("Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|1234567893");
        JsonNode practitioner = tree("""
                {"resourceType":"Practitioner","identifier":[{"system":"http://hl7.org/fhir/sid/us-npi","value":"1234567893"}]}""");

        assertThat(reference)
                .isEqualTo("Practitioner?identifier=" + References.SYSTEM + "|"
                        + practitioner.at("/identifier/0/value").asString());
        assertThat(rewritten("Practitioner?identifier=http%3A%2F%2Fhl7.org%2Ffhir%2Fsid%2Fus-npi%7C1234567893"))
                .isEqualTo(reference);
    }

    @Test
    void meetTheIdentifierThatALogicalReferenceNames() {
        JsonNode claim = tree("""
                {"resourceType":"Claim","provider":{"identifier":{"system":"http://hl7.org/fhir/sid/us-npi","value":"1234567893"},
                 "display":"Blackwood"}}""");
        JsonNode practitioner = tree("""
                {"resourceType":"Practitioner","identifier":[{"system":"http://hl7.org/fhir/sid/us-npi","value":"1234567893"}]}""");

        assertThat(claim.at("/provider/identifier/value")).isEqualTo(practitioner.at("/identifier/0/value"));
        assertThat(claim.at("/provider/identifier/value").asString()).isNotEmpty();
    }

    @Test
    void hideSearchesByNameInConditionalReferences() {
        assertThat(rewritten("Patient?name=Featherstonehaugh&birthdate=1961-04-23"))
                .startsWith("Patient?identifier=" + References.SYSTEM + "|")
                .doesNotContain("Feather", "1961");
    }

    @Test
    void doNotMeetAcrossProjects() {
        Deidentifier other = Deidentifier.of(Policy.SAFE_HARBOR, Fixture.OTHER_KEY, Fixture.TODAY);

        assertThat(other.pseudonym("pat-77")).isNotEqualTo(patient);
    }

    @Test
    void meetAgainInASecondJobOfTheSameProject() {
        assertThat(Fixture.deidentifier(Policy.RESEARCH_SHIFTED).pseudonym("pat-77"))
                .isEqualTo(patient);
    }

    @Test
    void keepIdentifiersOfTwoSystemsApart() {
        JsonNode tree = tree("""
                {"resourceType":"Patient","identifier":[{"system":"http://a.example","value":"7"},{"system":"http://b.example","value":"7"}]}""");

        assertThat(tree.at("/identifier/0/value")).isNotEqualTo(tree.at("/identifier/1/value"));
    }

    @Test
    void keepTwinsApart() {
        assertThat(deidentifier.pseudonym("twin-1")).isNotEqualTo(deidentifier.pseudonym("twin-2"));
    }

    private String rewritten(String reference) {
        return tree("{\"resourceType\":\"Observation\",\"status\":\"final\",\"subject\":{\"reference\":\"" + reference
                        + "\"}}")
                .at("/subject/reference")
                .asString("");
    }

    private JsonNode tree(String json) {
        return Fixture.tree(Fixture.kept(deidentifier.apply(Fixture.bytes(json), PatientFacts.NOBODY)));
    }
}
