package org.consentry.mappers.deidentify;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import tools.jackson.databind.JsonNode;

/** One made-up patient, one key, one day: what the tests share. */
final class Fixture {
    static final LocalDate TODAY = LocalDate.of(2026, 11, 20);
    static final ProjectKey KEY = ProjectKey.of("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
    static final ProjectKey OTHER_KEY =
            ProjectKey.of("fedcba9876543210fedcba9876543210".getBytes(StandardCharsets.US_ASCII));

    static final String PATIENT = """
            {"resourceType":"Patient","id":"pat-77","meta":{"versionId":"12","lastUpdated":"2024-05-06T07:08:09Z",
             "profile":["http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient"],
             "source":"https://ehr.example.org/x"},
             "text":{"status":"generated","div":"<div>Quentin Featherstonehaugh</div>"},
             "extension":[
               {"url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-race","extension":[
                 {"url":"ombCategory","valueCoding":{"system":"urn:oid:2.16.840.1.113883.6.238","code":"2106-3","display":"White"}},
                 {"url":"text","valueString":"White"}]},
               {"url":"http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName","valueString":"Wilhelmina Oglethorpe"},
               {"url":"http://hl7.org/fhir/StructureDefinition/patient-birthPlace","valueAddress":{"city":"Tewksbury","state":"MA"}}],
             "identifier":[{"use":"usual","system":"https://hospital.example.org/mrn","value":"MRN-9981273"},
                           {"system":"http://hl7.org/fhir/sid/us-ssn","value":"987-65-4320"}],
             "name":[{"family":"Featherstonehaugh","given":["Quentin","Zebedee"],"text":"Quentin Zebedee Featherstonehaugh"}],
             "telecom":[{"system":"phone","value":"617-555-0123"},{"system":"email","value":"quentin@example.org"}],
             "gender":"male","birthDate":"1961-04-23",
             "_birthDate":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/patient-birthTime",
               "valueDateTime":"1961-04-23T14:35:45-05:00"}]},
             "address":[{"line":["17 Marmalade Mews"],"city":"Tewksbury","district":"Middlesex","state":"MA",
               "postalCode":"01876-1234","country":"US","text":"17 Marmalade Mews, Tewksbury",
               "extension":[{"url":"http://hl7.org/fhir/StructureDefinition/geolocation","extension":[
                 {"url":"latitude","valueDecimal":42.6105},{"url":"longitude","valueDecimal":-71.2342}]}]}],
             "maritalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-MaritalStatus","code":"M",
               "display":"Married"}],"text":"married to Philippa"},
             "multipleBirthInteger":2,
             "photo":[{"contentType":"image/png","data":"iVBORw0KGgo=","hash":"c2VjcmV0"}],
             "contact":[{"relationship":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0131","code":"N"}]}],
               "name":{"family":"Featherstonehaugh","given":["Philippa"]},"telecom":[{"system":"phone","value":"617-555-0199"}],
               "address":{"line":["18 Treacle Terrace"],"city":"Billerica"}}],
             "generalPractitioner":[{"reference":"Practitioner/doc-5","display":"Dr. Ignatius Blackwood"}],
             "managingOrganization":{"reference":"Organization/org-9","display":"Tewksbury General"}}""";

    private Fixture() {}

    static PatientFacts facts() {
        return PatientFacts.of(json(PATIENT));
    }

    static PatientFacts bornIn(int year) {
        return PatientFacts.of(json("""
                {"resourceType":"Patient","id":"pat-%d","birthDate":"%d-03-04"}""".formatted(year, year)));
    }

    static Deidentifier deidentifier(Policy policy) {
        return Deidentifier.of(policy, KEY, TODAY);
    }

    /** The kept resource under Safe Harbor. */
    static String safeHarbor(String resource) {
        return kept(Policy.SAFE_HARBOR, resource, facts());
    }

    static String kept(Policy policy, String resource, PatientFacts facts) {
        return kept(deidentifier(policy).apply(bytes(resource), facts));
    }

    static String kept(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Kept kept -> new String(kept.json(), StandardCharsets.UTF_8);
            case Outcome.Dropped dropped -> throw new AssertionError("dropped: " + dropped.reason());
        };
    }

    static JsonNode tree(String json) {
        return Json.MAPPER.readTree(json);
    }

    static byte[] json(String text) {
        return bytes(text);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
