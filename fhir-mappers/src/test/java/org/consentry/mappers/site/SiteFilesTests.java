package org.consentry.mappers.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.Stream;
import org.consentry.mappers.Conversion;
import org.consentry.mappers.FhirJson;
import org.consentry.mappers.hl7v2.Hl7v2Mapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SiteFilesTests {

    private static final String PROFILE = """
            {
              "title": "North Hospital",
              "zone": "America/New_York",
              "fields": {"ZPI-2": "https://north.example/fhir/StructureDefinition/ward-color"},
              "assigners": {"NORTH": "https://north.example/mrn"},
              "codeSystems": {"99Lab": "https://north.example/codes/lab"}
            }
            """;
    private static final String SEX = """
            {"resourceType": "ConceptMap", "id": "administrative-sex", "group": [{
              "target": "http://hl7.org/fhir/administrative-gender",
              "element": [{"code": "W", "target": [{"code": "female"}]}]}]}
            """;

    static Stream<Arguments> mistakes() {
        return Stream.of(
                arguments("profile.json, line 3: a zone is named like", "{\n\"title\": \"x\",\n\"zone\": \"Mars\"}"),
                arguments("profile.json, line 2: a profile has title, zone,", "{\n\"colour\": 1}"),
                arguments(
                        "profile.json, line 2: a field is named like ZPI-3", "{\"fields\": {\n\"zpi2\": \"urn:x:y\"}}"),
                arguments("profile.json, line 2: this is no URI", "{\"assigners\": {\n\"A/B\": \"not a uri\"}}"),
                arguments("profile.json, line 2: this is no JSON", "{\"zone\": \"UTC\",\n oops}"),
                arguments("profile.json, line 1: a profile is a JSON object", "[]"),
                arguments("maps/x.json, line 1: this is no FHIR ConceptMap", "{}"),
                arguments(
                        "maps/x.json, line 2: there is no map of that id",
                        "{\"resourceType\": \"ConceptMap\",\n\"id\": \"nobody\"}"),
                arguments("maps/x.json, line 4: an element has a code", """
                        {"resourceType": "ConceptMap",
                         "id": "religion",
                         "group": [{"element": [
                           {"code": "A"}]}]}
                        """),
                arguments("csv/x.json, line 2: This is no layout", "{\"name\": \"x\",\n\"colour\": 1}"),
                arguments("csv/x.json, line 2: R4 has no resource of the type Patiant", """
                        {"name": "x",
                         "resources": [{"type": "Patiant", "key": ["A"]}]}
                        """),
                arguments("csv/x.json, line 4: a Patient has no element sex", """
                        {"name": "x",
                         "resources": [
                          {"type": "Patient", "key": ["A"], "fields": [
                            {"path": "sex", "column": "A"}]}]}
                        """),
                arguments("notes.txt: a site has profile.json", ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void namesTheFileAndTheLineOfAMistake(String said, String text) {
        String file = said.replaceFirst("[,:].*", "");

        assertThatThrownBy(() -> SiteFiles.read("north", Map.of(file, text), ZoneOffset.UTC))
                .isInstanceOf(SiteRefused.class)
                .hasMessageStartingWith(said);
    }

    @Test
    void takesTheZoneTheNamesTheFieldsAndTheMaps() {
        Site site = SiteFiles.read("north", Map.of("profile.json", PROFILE, "maps/sex.json", SEX), ZoneOffset.UTC);

        String json = convert(
                site,
                "MSH|^~\\&|LAB|N|GW|C|20260102030405||ORU^R01|1|P|2.5",
                "PID|1||4711^^^NORTH^MR||Doe^Jane|||W",
                "OBR|1||F1|7^Hb^99LAB|||202601021200",
                "ZPI|1|blue");

        assertThat(site.zone()).isEqualTo(ZoneId.of("America/New_York"));
        assertThat(json)
                .contains("\"system\":\"https://north.example/mrn\",\"value\":\"4711\"")
                .contains("\"gender\":\"female\"")
                .contains("https://north.example/codes/lab")
                .contains("2026-01-02T12:00:00-05:00")
                .contains("https://north.example/fhir/StructureDefinition/ward-color");
    }

    @Test
    void takesLayoutsByTheirName() {
        String layout = """
                {"name": "weights", "resources": [{"type": "Patient", "key": ["MRN"],
                  "fields": [{"path": "identifier[0].value", "column": "MRN"}]}]}
                """;

        Site site = SiteFiles.read("north", Map.of("csv/weights.json", layout), ZoneOffset.UTC);

        assertThat(site.layouts()).containsOnlyKeys("weights");
    }

    private static String convert(Site site, String... segments) {
        byte[] message = String.join("\r", segments).getBytes(StandardCharsets.UTF_8);
        Conversion conversion = new Hl7v2Mapper().convert(message, site.context("north"));
        return FhirJson.write(((Conversion.Converted) conversion).transactionBundle());
    }
}
