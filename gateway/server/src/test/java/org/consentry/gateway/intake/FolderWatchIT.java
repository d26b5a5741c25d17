package org.consentry.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files in the watched folder are taken once, whole, and put where their sender sees what became of them. */
class FolderWatchIT {
    private static final Instant NOW = Instant.parse("2026-06-01T10:00:00Z");

    @TempDir
    Path folder;

    private IntakeFixture fixture;
    private FolderWatch watch;
    private Path inbox;

    @BeforeEach
    void start() throws IOException {
        fixture = new IntakeFixture(Optional.of(folder), Clock.fixed(NOW, ZoneOffset.UTC));
        watch = fixture.bean(FolderWatch.class);
        inbox = Files.createDirectories(folder.resolve("hospital-a/hl7v2"));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private Path drop(String name, String text, Duration age) throws IOException {
        Path file = Files.writeString(inbox.resolve(name), text);
        return Files.setLastModifiedTime(file, FileTime.from(NOW.minus(age)));
    }

    private static String message(String mrn) {
        return "MSH|^~\\&|ADT|HOSP|GW|GW|20260101100000||ADT^A08^ADT_A01|M" + mrn + "|P|2.5.1\rPID|1||" + mrn
                + "^^^HOSP^MR||Lovelace^Ada||19700101|F\r";
    }

    @Test
    void leavesAFileAloneThatIsStillBeingWritten() throws IOException {
        drop("half.hl7", message("7001"), Duration.ofMillis(100));
        drop("half.hl7.part", message("7002"), Duration.ofMinutes(1));

        watch.look();

        assertThat(inbox.resolve("half.hl7")).exists();
        assertThat(inbox.resolve("half.hl7.part")).exists();
        assertThat(fixture.found("Patient", "")).isEmpty();
    }

    @Test
    void putsARefusedFileAsideWithTheReason() throws IOException {
        drop("bad.hl7", "MSH|^~", Duration.ofMinutes(1));

        watch.look();

        assertThat(inbox.resolve("refused/bad.hl7")).exists();
        assertThat(inbox.resolve("refused/bad.hl7.outcome.json")).content().contains("OperationOutcome");
        assertThat(fixture.bean(DeadLetters.class).of(IntakeFixture.SENDER.organization(), 10))
                .hasSize(1);
    }

    @Test
    void takesAFileOnceAndPutsItAway() throws IOException {
        drop("good.hl7", message("7001"), Duration.ofMinutes(1));

        watch.look();
        watch.look();

        assertThat(inbox.resolve("done/good.hl7")).exists();
        assertThat(inbox.resolve("good.hl7")).doesNotExist();
        assertThat(fixture.found("Patient", "identifier=7001")).hasSize(1);
    }

    @Test
    void takesUpAgainWhatACrashLeftBehind() throws IOException {
        Path taking = Files.createDirectories(inbox.resolve(".taking"));
        Path left = Files.writeString(taking.resolve("left.hl7"), message("7001"));
        Files.setLastModifiedTime(left, FileTime.from(NOW.minus(Duration.ofHours(1))));

        watch.look();

        assertThat(inbox.resolve("done/left.hl7")).exists();
        assertThat(fixture.found("Patient", "identifier=7001")).hasSize(1);
    }

    @Test
    void storesTheRestOfABatchWhenOneMessageIsRefused() throws IOException {
        drop("batch.hl7", message("7001") + "MSH|^~\r" + message("7002"), Duration.ofMinutes(1));

        watch.look();

        assertThat(inbox.resolve("refused/batch.hl7.outcome.json")).exists();
        assertThat(fixture.found("Patient", "")).hasSize(2);
    }

    @Test
    void goesOnBesideAFolderThatIsNoMembersName() throws IOException {
        Files.createDirectories(folder.resolve("a folder/hl7v2"));
        drop("good.hl7", message("7001"), Duration.ofMinutes(1));

        watch.look();

        assertThat(inbox.resolve("done/good.hl7")).exists();
    }

    @Test
    void ignoresFoldersOfUnknownFormats() throws IOException {
        Path other = Files.createDirectories(folder.resolve("hospital-a/x12"));
        Path file = Files.writeString(other.resolve("claim.txt"), "ISA");
        Files.setLastModifiedTime(file, FileTime.from(NOW.minus(Duration.ofHours(1))));

        watch.look();

        assertThat(file).exists();
    }
}
