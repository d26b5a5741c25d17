package org.consentry.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.consentry.gateway.identity.OrganizationId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteProfilesTests {
    private static final Sender NORTH = new Sender(new OrganizationId("north"), "ehr");

    @TempDir
    private Path folder;

    @Test
    void refusesToStartWithAMistakeAndNamesFileAndLine() throws IOException {
        write("north/profile.json", "{\n  \"zone\": \"Mars/Olympus\"\n}");

        assertThatThrownBy(this::read)
                .hasMessage("gateway.intake.profiles: north/profile.json, line 2: "
                        + "a zone is named like America/New_York");
    }

    @Test
    void refusesAFileThatNobodyWouldRead() throws IOException {
        write("north/maps.json", "{}");

        assertThatThrownBy(this::read).hasMessageContaining("north/maps.json").hasMessageContaining("nothing else");
    }

    @Test
    void refusesAFolderThatIsNoMembers() throws IOException {
        write("north hospital/profile.json", "{}");

        assertThatThrownBy(this::read).hasMessageContaining("north hospital is no folder named like a member");
    }

    @Test
    void refusesAFolderThatIsNotThere() {
        assertThatThrownBy(() -> new SiteProfiles(settings(folder.resolve("nowhere"))))
                .hasMessageContaining("gateway.intake.profiles: nowhere cannot be read");
    }

    @Test
    void givesEachMemberItsOwnAndOthersTheUsual() throws IOException {
        write("north/profile.json", "{\"zone\": \"America/New_York\"}");

        SiteProfiles profiles = read();

        assertThat(profiles.context(NORTH).zone()).isEqualTo(ZoneId.of("America/New_York"));
        assertThat(profiles.context(new Sender(new OrganizationId("south"), "ehr"))
                        .zone())
                .isEqualTo(ZoneOffset.UTC);
    }

    @Test
    void knowsAMembersOwnTablesForThatMemberAlone() throws IOException {
        write("north/csv/weights.json", """
                {"name": "weights", "resources": [{"type": "Patient", "key": ["MRN"]}]}
                """);

        SiteProfiles profiles = read();

        assertThat(profiles.format(NORTH.organization(), "csv/weights")).isPresent();
        assertThat(profiles.format(new OrganizationId("south"), "csv/weights")).isEmpty();
        assertThat(profiles.format(NORTH.organization(), "csv/lab-results")).isPresent();
        assertThat(profiles.format(NORTH.organization(), "hl7v2")).contains(MessageFormat.HL7V2);
    }

    private SiteProfiles read() {
        return new SiteProfiles(settings(folder));
    }

    private static IntakeSettings settings(Path profiles) {
        return IntakeFixture.settings(Optional.empty(), Optional.of(profiles));
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
