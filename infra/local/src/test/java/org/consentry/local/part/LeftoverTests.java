package org.consentry.local.part;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoverTests {

    @TempDir
    Path dir;

    /** The machine gave the old id to somebody else: stopping him would be a crime. */
    @Test
    void leavesAStrangerAloneWhoHasTheSameId() throws IOException {
        Path file = dir.resolve("a.pid");
        ProcessHandle stranger = ProcessHandle.current();
        Files.writeString(file, stranger.pid() + "\n" + Instant.EPOCH + "\n");

        assertThat(Leftover.notedIn(file)).isEmpty();
    }

    @Test
    void understandsNothingInABrokenFile() throws IOException {
        Path file = dir.resolve("a.pid");
        Files.writeString(file, "not a number\nnot a time\n");

        assertThat(Leftover.notedIn(file)).isEmpty();
        assertThat(Leftover.notedIn(dir.resolve("absent.pid"))).isEmpty();
    }

    @Test
    void doesNotTakeAnyProcessForAPostmaster() throws IOException {
        Files.writeString(dir.resolve("postmaster.pid"), ProcessHandle.current().pid() + "\n");

        assertThat(Leftover.postmasterOf(dir)).isEmpty();
    }

    @Test
    void stopsTheProcessThatWasNoted() throws IOException {
        Path file = dir.resolve("a.pid");
        Process process = new ProcessBuilder("sleep", "600").start();
        Leftover.note(file, process.toHandle());

        Leftover found = Leftover.notedIn(file).orElseThrow();
        found.stop();

        assertThat(found.pid()).isEqualTo(process.pid());
        assertThat(process.isAlive()).isFalse();
    }
}
