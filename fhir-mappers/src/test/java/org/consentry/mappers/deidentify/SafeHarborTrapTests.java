package org.consentry.mappers.deidentify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Places where identities hide on resources other than the Patient. */
class SafeHarborTrapTests {
    @Test
    void dropsDisplaysOfReferencesAndAuthors() {
        String kept = Fixture.safeHarbor("""
                {"resourceType":"DocumentReference","status":"current","subject":{"reference":"Patient/pat-77",
                 "display":"Mr. Featherstonehaugh"},"author":[{"display":"Dr. Blackwood"}],
                 "content":[{"attachment":{"contentType":"text/plain; charset=utf-8","data":"SGVsbG8=",
                   "url":"https://files.example.org/quentin.txt","title":"Quentin's letter","hash":"aGFzaA==",
                   "creation":"2024-02-03"}}]}""");

        assertThat(kept).doesNotContain("Feather", "Blackwood", "SGVs", "example.org", "Quentin", "aGFz", "02-03");
        assertThat(Fixture.tree(kept).at("/content/0/attachment/contentType").asString())
                .isEqualTo("text/plain");
        assertThat(Fixture.tree(kept).at("/content/0/attachment/creation").asString())
                .isEqualTo("2024");
    }

    @Test
    void keepsOnlyYearsOfDatesInstantsAndPeriods() {
        String kept = Fixture.safeHarbor("""
                {"resourceType":"Observation","status":"final","effectiveDateTime":"2024-02-03T04:05:06Z",
                 "issued":"2024-02-04T00:00:00.000Z","valuePeriod":{"start":"2023-12-31","end":"2024"},
                 "code":{"coding":[{"system":"http://loinc.org","code":"8867-4","display":"Heart rate"}]}}""");

        JsonNode tree = Fixture.tree(kept);
        assertThat(tree.path("effectiveDateTime").asString()).isEqualTo("2024");
        assertThat(tree.at("/valuePeriod/start").asString()).isEqualTo("2023");
        assertThat(tree.has("issued")).isFalse();
        assertThat(tree.at("/_issued/extension/0/valueDate").asString()).isEqualTo("2024");
        assertThat(kept).doesNotContain("02-0", "04:05", "12-31");
    }

    @Test
    void treatsContainedResourcesByTheirOwnRulesAndKeepsTheirLinks() {
        String kept = Fixture.safeHarbor("""
                {"resourceType":"MedicationRequest","contained":[{"resourceType":"Practitioner","id":"doc-blackwood",
                 "name":[{"family":"Blackwood"}],"identifier":[{"system":"http://hl7.org/fhir/sid/us-npi","value":"1234567893"}]}],
                 "status":"active","intent":"order","requester":{"reference":"#doc-blackwood"}}""");

        JsonNode tree = Fixture.tree(kept);
        assertThat(kept).doesNotContainIgnoringCase("blackwood").doesNotContain("1234567893");
        assertThat(tree.at("/requester/reference").asString())
                .isEqualTo("#" + tree.at("/contained/0/id").asString());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void leavesNoReferenceToAContainedResourceThatCannotLeave(boolean containedFirst) {
        String contained = "\"contained\":[{\"resourceType\":\"Binary\",\"id\":\"b\",\"data\":\"UXVlbnRpbg==\"}]";
        String reference = "\"focus\":[{\"reference\":\"#b\"}]";
        String fields = containedFirst ? contained + "," + reference : reference + "," + contained;

        String kept = Fixture.safeHarbor("{\"resourceType\":\"Observation\",\"status\":\"final\"," + fields + "}");

        assertThat(kept).doesNotContain("focus", "UXVl", "contained");
    }

    @Test
    void dropsTextOfConceptsAndDisplaysOfLocalCodes() {
        String kept = Fixture.safeHarbor("""
                {"resourceType":"Condition","code":{"coding":[
                  {"system":"https://hospital.example.org/problems","code":"FEATHERSTONEHAUGH-1","display":"Quentin's knee"},
                  {"system":"http://snomed.info/sct","code":"239720000","display":"Tear of meniscus of knee"}],
                 "text":"knee of Mr. Featherstonehaugh"}}""");

        assertThat(kept).doesNotContainIgnoringCase("featherstonehaugh").doesNotContain("Quentin", "hospital.example");
        assertThat(Fixture.tree(kept).at("/code/coding/0/system").asString()).isEqualTo(Coded.LOCAL);
        assertThat(kept).contains("Tear of meniscus of knee");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Heart rate of Quentin",
                "call 617-555-0123",
                "Dr. Blackwood's list",
                "since 2024-02-03",
                "see https://x.example",
                "SSN 987-65-4320"
            })
    void dropsDisplaysOfPublicCodesThatCouldNameSomebody(String display) {
        String kept = Fixture.safeHarbor("""
                {"resourceType":"Observation","status":"final","code":{"coding":[
                 {"system":"http://loinc.org","code":"8867-4","display":"%s"}]}}""".formatted(display));

        assertThat(kept).contains("8867-4").doesNotContain(display);
    }

    @Test
    void treatsEveryAnswerOfAQuestionnaire() {
        String kept = Fixture.safeHarbor("""
                {"resourceType":"QuestionnaireResponse","status":"completed","item":[{"linkId":"/55757-9","text":"Your name?",
                 "answer":[{"valueString":"Quentin"},{"valueDate":"2024-02-03"},{"valueInteger":93},{"valueInteger":1876},
                   {"valueUri":"https://quentin.example"},{"valueReference":{"reference":"Patient/pat-77","display":"Quentin"}},
                   {"valueCoding":{"system":"http://loinc.org","code":"LA6568-5","display":"Not at all"},
                    "item":[{"linkId":"x","answer":[{"valueString":"Zebedee"}]}]}]}]}""");

        assertThat(kept).doesNotContain("Quentin", "Zebedee", "02-03", "93", "1876", "quentin", "pat-77", "Your name");
        assertThat(kept).contains("LA6568-5", "/55757-9", "\"2024\"");
    }

    @Test
    void dropsEveryOtherUniqueNumberOfDevicesAndCoverage() {
        String device = Fixture.safeHarbor("""
                {"resourceType":"Device","udiCarrier":[{"deviceIdentifier":"00844588003288","carrierHRF":"(01)00844588003288(21)A9"}],
                 "distinctIdentifier":"D-1","serialNumber":"SN-52886264","lotNumber":"L0T","status":"active",
                 "url":"http://10.2.3.4/","manufactureDate":"2020-01-02"}""");
        String coverage = Fixture.safeHarbor("""
                {"resourceType":"Coverage","status":"active","subscriberId":"W573594747","dependent":"04",
                 "class":[{"type":{"text":"plan"},"value":"GOLD-77"}],"beneficiary":{"reference":"Patient/pat-77"}}""");

        assertThat(device).doesNotContain("00844588003288", "D-1", "SN-5", "L0T", "10.2.3.4", "01-02");
        assertThat(coverage).doesNotContain("W573594747", "GOLD-77", "\"04\"", "pat-77");
    }

    @Test
    void masksUidsOfImagesAndPositionsOfLocations() {
        String study = Fixture.safeHarbor("""
                {"resourceType":"ImagingStudy","status":"available","identifier":[{"system":"urn:dicom:uid","value":"urn:oid:1.2.3.4.5"}],
                 "series":[{"uid":"1.2.840.99.1","modality":{"system":"http://dicom.nema.org/resources/ontology/DCM","code":"CT"},
                   "instance":[{"uid":"1.2.840.99.2","number":1}]}]}""");
        String location = Fixture.safeHarbor("""
                {"resourceType":"Location","name":"Tewksbury General","position":{"longitude":-71.2,"latitude":42.6},
                 "address":{"city":"Tewksbury","state":"MA","postalCode":"01876"},"telecom":[{"value":"617-555-0100"}]}""");

        assertThat(study).doesNotContain("1.2.3.4.5", "1.2.840.99").contains("CT");
        assertThat(location)
                .doesNotContain("Tewksbury", "71.2", "42.6", "01876", "0100")
                .contains("\"018\"");
    }

    @Test
    void rewritesTargetsOfProvenanceAndEntriesOfLists() {
        String provenance = Fixture.safeHarbor("""
                {"resourceType":"Provenance","target":[{"reference":"Patient/pat-77"}],"recorded":"2024-02-03T04:05:06Z",
                 "agent":[{"who":{"reference":"Practitioner/doc-5","display":"Blackwood"}}],
                 "signature":[{"when":"2024-02-03T04:05:06Z","who":{"display":"Blackwood"},"data":"c2ln"}]}""");
        String list = Fixture.safeHarbor("""
                {"resourceType":"List","status":"current","mode":"working","title":"Quentin's list",
                 "entry":[{"item":{"reference":"Patient/pat-77","display":"Quentin"}}]}""");

        String patient = "Patient/" + Fixture.deidentifier(Policy.SAFE_HARBOR).pseudonym("pat-77");
        assertThat(provenance).contains(patient).doesNotContain("Blackwood", "02-03", "c2ln", "doc-5");
        assertThat(list).contains(patient).doesNotContain("Quentin");
    }

    @ParameterizedTest(name = "{0} becomes {1}")
    @CsvSource({
        "01876,018", "01876-1234,018", "03601,000", "05901,000", "10201,000", "20201,000", "20301,000", "20401,000",
        "20501,000", "36901,000", "55601,000", "69201,000", "75301,000", "77201,000", "82101,000", "82301,000",
        "87801,000", "87901,000", "88401,000", "89301,000", "06301,000", "79001,000", "83001,000", "83101,000",
        "89001,000", "00000,000", "018,000", "ABCDE,000"
    })
    void keepsThreeDigitsOnlyOfPopulousAreas(String zip, String expected) {
        assertThat(Places.zip3(zip)).isEqualTo(expected);
    }

    @Test
    void keepsNoPostalCodeOfOtherCountries() {
        String kept = Fixture.safeHarbor("""
                {"resourceType":"Location","address":{"city":"Ely","postalCode":"CB7 4DL","country":"GBR","state":"Cambridgeshire"}}""");

        assertThat(kept).doesNotContain("CB7", "Ely", "Cambridgeshire").contains("GBR");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"modifierExtension\":[{\"url\":\"http://x.example/not\",\"valueBoolean\":true}]",
                "\"implicitRules\":\"http://x.example/rules\"",
                "\"component\":[{\"modifierExtension\":[{\"url\":\"http://x.example/not\"}]}]"
            })
    void dropsAResourceWhoseMeaningAnUnknownModifierChanges(String modifier) {
        Outcome outcome = Fixture.deidentifier(Policy.SAFE_HARBOR)
                .apply(
                        Fixture.bytes("{\"resourceType\":\"Observation\",\"status\":\"final\"," + modifier + "}"),
                        PatientFacts.NOBODY);

        assertThat(outcome).isEqualTo(new Outcome.Dropped(Outcome.Reason.MODIFIED));
    }

    @Test
    void dropsAndReportsUnknownTypesWithoutRepeatingWhatIsNoType() {
        Deidentifier deidentifier = Fixture.deidentifier(Policy.SAFE_HARBOR);

        deidentifier.apply(
                Fixture.bytes("{\"resourceType\":\"Binary\",\"data\":\"UXVlbnRpbg==\"}"), PatientFacts.NOBODY);
        deidentifier.apply(Fixture.bytes("{\"resourceType\":\"Featherstonehaugh\"}"), PatientFacts.NOBODY);

        assertThat(deidentifier.report().resources())
                .containsEntry("Binary UNKNOWN_TYPE", 1L)
                .containsEntry("(no R4 type) UNKNOWN_TYPE", 1L);
    }

    @Test
    void countsEveryDroppedFieldByPlace() {
        Deidentifier deidentifier = Fixture.deidentifier(Policy.SAFE_HARBOR);

        deidentifier.apply(Fixture.bytes(Fixture.PATIENT), Fixture.facts());
        deidentifier.apply(Fixture.bytes("{\"resourceType\":\"Patient\",\"quentin\":1}"), Fixture.facts());

        assertThat(deidentifier.report().fields())
                .containsKeys("Patient.name", "Patient.telecom", "Patient.photo", "Patient.text", "Patient.(other)")
                .doesNotContainKey("Patient.quentin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "7",
                "{",
                "{\"resourceType\":7}",
                "{}",
                "{\"resourceType\":\"Patient\"} {}",
                "{\"resourceType\":\"Patient\",\"active\":tru}"
            })
    void dropsWhatIsNoResource(String json) {
        assertThat(Fixture.deidentifier(Policy.SAFE_HARBOR).apply(Fixture.bytes(json), PatientFacts.NOBODY))
                .isEqualTo(new Outcome.Dropped(Outcome.Reason.MALFORMED));
    }

    @Test
    void dropsNestingDeeperThanAnyResource() {
        String deep = "{\"resourceType\":\"Patient\",\"x\":" + "[".repeat(5000) + "]".repeat(5000) + "}";

        assertThat(Fixture.deidentifier(Policy.SAFE_HARBOR).apply(Fixture.bytes(deep), PatientFacts.NOBODY))
                .isEqualTo(new Outcome.Dropped(Outcome.Reason.MALFORMED));
    }

    @Test
    void readsResourcesWhoseTypeStandsLast() {
        assertThat(Fixture.safeHarbor(
                        "{\"gender\":\"male\",\"name\":[{\"family\":\"Quentin\"}],\"resourceType\":\"Patient\"}"))
                .contains("\"gender\":\"male\"")
                .doesNotContain("Quentin");
    }

    @Test
    void keepsPrecisionOfDecimals() {
        assertThat(Fixture.safeHarbor("""
                {"resourceType":"Observation","status":"final","valueQuantity":{"value":1.10,"unit":"mg/dL",
                 "system":"http://unitsofmeasure.org","code":"mg/dL"}}""")).contains("\"value\":1.10,");
    }
}
