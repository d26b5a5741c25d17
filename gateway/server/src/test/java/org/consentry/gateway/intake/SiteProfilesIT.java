package org.consentry.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A member's profile from its files to what is found in the record. */
class SiteProfilesIT {
    private static final String PROFILE = """
            {
              "zone": "America/New_York",
              "fields": {"ZPI-2": "https://north.example/fhir/StructureDefinition/ward-color"},
              "assigners": {"NORTH": "https://north.example/mrn"},
              "codeSystems": {"99LAB": "https://north.example/codes/lab"}
            }
            """;
    private static final String SEX = """
            {"resourceType": "ConceptMap", "id": "administrative-sex", "group": [{
              "target": "http://hl7.org/fhir/administrative-gender",
              "element": [{"code": "W", "target": [{"code": "female"}]}]}]}
            """;
    private static final String LAYOUT = """
            {"name": "weights", "resources": [{"type": "Patient", "system": "https://north.example/mrn",
              "key": ["MRN"], "fields": [
                {"path": "identifier[0].value", "column": "MRN", "with": {"identifier[0].system": "https://north.example/mrn"}},
                {"path": "name[0].family", "column": "NAME"}]}]}
            """;

    @TempDir
    private Path folder;

    @Test
    void mapsAMembersMessagesAndTablesByItsOwnFiles() throws IOException {
        write("profile.json", PROFILE);
        write("maps/sex.json", SEX);
        write("csv/weights.json", LAYOUT);
        try (IntakeFixture fixture = IntakeFixture.withProfiles(folder)) {
            Intaken message = fixture.send(
                    "MSH|^~\\&|LAB|N|GW|C|20260102030405||ORU^R01|1|P|2.5",
                    "PID|1||4711^^^NORTH^MR||Doe^Jane|||W",
                    "OBR|1||F1|7^Hb^99LAB|||202601021200",
                    "OBX|1|NM|7^Hb^99LAB||5||||||F|||202601021200",
                    "ZPI|1|blue");
            List<Intaken> table = fixture.take(
                    fixture.intake.format(IntakeFixture.SENDER, "csv/weights").orElseThrow(),
                    "MRN,NAME\n0815,Roe\n".getBytes(StandardCharsets.UTF_8));

            assertThat(message).isInstanceOf(Intaken.Taken.class);
            assertThat(table).hasOnlyElementsOfType(Intaken.Taken.class);
            assertThat(fixture.found("Patient", "identifier=https%3A%2F%2Fnorth.example%2Fmrn%7C4711"))
                    .singleElement()
                    .asString()
                    .contains("\"gender\":\"female\"");
            assertThat(fixture.found("Patient", "identifier=https%3A%2F%2Fnorth.example%2Fmrn%7C0815"))
                    .hasSize(1);
            assertThat(fixture.found("Observation", "code=https%3A%2F%2Fnorth.example%2Fcodes%2Flab%7C7"))
                    .singleElement()
                    .asString()
                    .contains("2026-01-02T12:00:00-05:00");
            assertThat(fixture.found("Basic", ""))
                    .singleElement()
                    .asString()
                    .contains("https://north.example/fhir/StructureDefinition/ward-color");
        }
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(IntakeFixture.SENDER.organization().value()).resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
