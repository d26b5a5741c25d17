package org.consentry.mappers.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ConvertCommandTests {

    private static final String MESSAGE =
            "MSH|^~\\&|EHR|NORTH|||20260101||ADT^A04|1|P|2.5\rPID|1||4711^^^NORTH^MR||Testperson^Jane\rPV1|1|O\r";

    private final StringWriter out = new StringWriter();
    private final StringWriter errors = new StringWriter();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void tellsWhatIsRejectedWithoutItsContent() throws IOException {
        Path file = Files.writeString(folder.resolve("wrong.hl7"), "Testperson Jane");

        assertThat(run(file.toString())).isEqualTo(1);
        assertThat(errors.toString()).contains("does not start with MSH").doesNotContain("Testperson");
    }

    @Test
    void saysWhenAFileCannotBeRead() {
        assertThat(run(folder.resolve("nowhere.hl7").toString())).isEqualTo(3);
    }

    @Test
    void writesOneBundlePerMessage() throws IOException {
        Path file = Files.writeString(folder.resolve("two.hl7"), MESSAGE + MESSAGE);

        assertThat(run(file.toString())).isZero();
        assertThat(out.toString().lines()).hasSize(2).allMatch(line -> line.startsWith("{\"resourceType\":\"Bundle\""));
    }

    @Test
    void writesTheReportInstead() throws IOException {
        Path file = Files.writeString(folder.resolve("one.hl7"), MESSAGE);

        assertThat(run("--report", file.toString())).isZero();
        assertThat(out.toString()).contains("OperationOutcome").doesNotContain("Testperson");
    }

    @Test
    void readsOlderFhir() throws IOException {
        Path file = Files.writeString(
                folder.resolve("patient.json"), "{\"resourceType\":\"Patient\",\"id\":\"p1\",\"gender\":\"female\"}");

        assertThat(run("--from", "stu3", file.toString())).isZero();
        assertThat(out.toString()).contains("Patient/p1");
    }

    private int run(String... arguments) {
        CommandLine command = ConvertCommand.command();
        return command.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(errors, true))
                .execute(arguments);
    }
}
