package org.consentry.mappers.deidentify.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command line: what it refuses, what it releases, what it says. */
class DeidentifyCommandTests {
    private final StringWriter said = new StringWriter();

    @TempDir
    Path folder = Path.of("");

    private Path in = Path.of("");
    private Path out = Path.of("");
    private Path key = Path.of("");

    @BeforeEach
    void write() throws IOException {
        in = Files.createDirectory(folder.resolve("in"));
        out = folder.resolve("out");
        key = folder.resolve("key");
        Files.writeString(key, "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n");
        Files.writeString(in.resolve("Patient.ndjson"), """
                {"resourceType":"Patient","id":"pat-9001","name":[{"family":"Featherstonehaugh"}],"gender":"male","birthDate":"1961-04-23"}
                """);
        Files.writeString(in.resolve("Condition.ndjson"), """
                {"resourceType":"Condition","id":"c1","subject":{"reference":"Patient/pat-9001"},"onsetDateTime":"2020-02-03"}
                not json
                """);
    }

    @Test
    void refusesAKeyThatIsNone() throws IOException {
        Files.writeString(key, "secret");

        assertThat(run(in.toString(), out.toString(), "--key-file", key.toString()))
                .isEqualTo(2);
        assertThat(said.toString()).contains("--key-file").doesNotContain("secret");
    }

    @Test
    void refusesAnUnknownPolicyNamingTheKnown() {
        assertThat(run(in.toString(), out.toString(), "--key-file", key.toString(), "--policy", "x"))
                .isEqualTo(2);
        assertThat(said.toString()).contains("safe-harbor");
    }

    @Test
    void releasesNothingWhereALeakIsFound() throws IOException {
        Files.writeString(in.resolve("Task.ndjson"), """
                {"resourceType":"Task","id":"t1","status":"Featherstonehaugh"}
                """);

        assertThat(run(in.toString(), out.toString(), "--key-file", key.toString()))
                .isEqualTo(1);

        assertThat(said.toString()).contains("LEAK NAME at Task.ndjson line 1").doesNotContain("Featherstonehaugh");
        assertThat(names(out)).allMatch(name -> name.endsWith(".part"));
    }

    @Test
    void releasesTheFilesAndReportsWhatWasDropped() throws IOException {
        assertThat(run(in.toString(), out.toString(), "--key-file", key.toString(), "--as-of", "2026-11-20"))
                .isZero();

        assertThat(names(out)).containsExactly("Condition.ndjson", "Patient.ndjson");
        assertThat(Files.readString(out.resolve("Patient.ndjson")))
                .contains("\"1961\"")
                .doesNotContain("Feather");
        assertThat(said.toString()).contains("(no R4 type) MALFORMED=1", "Patient.name", "0 leaks");
    }

    @Test
    void suppressesTheRareWhereAsked() throws IOException {
        assertThat(run(in.toString(), out.toString(), "--key-file", key.toString(), "--suppress"))
                .isZero();

        assertThat(Files.readString(out.resolve("Patient.ndjson"))).doesNotContain("1961", "male");
    }

    @Test
    void explainsOneField() {
        assertThat(run("--explain", "Patient.birthDate")).isZero();
        assertThat(said.toString()).contains("90+");
    }

    private int run(String... arguments) {
        CommandLine command = DeidentifyCommand.commandLine();
        command.setOut(new PrintWriter(said, true));
        command.setErr(new PrintWriter(said, true));
        return command.execute(arguments);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
