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
        assertThat(errors.toString()).contains("begins like no format").doesNotContain("Testperson");
    }

    @Test
    void saysWhenAFileCannotBeRead() {
        assertThat(run(folder.resolve("nowhere.hl7").toString())).isEqualTo(3);
    }

    @Test
    void goesOnAfterAFileThatCannotBeRead() throws IOException {
        Path file = Files.writeString(folder.resolve("one.hl7"), MESSAGE);

        assertThat(run(folder.resolve("nowhere.hl7").toString(), file.toString()))
                .isEqualTo(3);
        assertThat(out.toString().lines()).hasSize(1);
    }

    @Test
    void tellsAMistakeInAProfileWithItsLine() throws IOException {
        Files.createDirectories(folder.resolve("north"));
        Files.writeString(folder.resolve("north/profile.json"), "{\n\"zone\": \"Mars\"}");

        assertThat(run("--profile", folder.resolve("north").toString(), "-")).isEqualTo(2);
        assertThat(errors.toString()).contains("profile.json, line 2: a zone is named like");
    }

    @Test
    void takesAFolderByAProfileWithProgressAndReports() throws IOException {
        Files.createDirectories(folder.resolve("north"));
        Files.writeString(
                folder.resolve("north/profile.json"), "{\"assigners\": {\"NORTH\": \"https://n.example/mrn\"}}");
        Files.createDirectories(folder.resolve("inbox"));
        Files.writeString(folder.resolve("inbox/a.hl7"), MESSAGE);
        Files.writeString(folder.resolve("inbox/b.hl7"), MESSAGE);
        Path told = folder.resolve("told.ndjson");

        int code = run(
                "--profile",
                folder.resolve("north").toString(),
                "--progress",
                "--report-file",
                told.toString(),
                folder.resolve("inbox").toString());

        assertThat(code).isZero();
        assertThat(out.toString().lines()).hasSize(2).allMatch(line -> line.contains("https://n.example/mrn"));
        assertThat(errors.toString()).contains("2 of 2: ");
        assertThat(Files.readAllLines(told)).hasSize(2).allMatch(line -> line.contains("OperationOutcome"));
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

    @Test
    void tellsEveryFormatByHowItBegins() throws IOException {
        Path ccda = Files.writeString(
                folder.resolve("a"),
                "<ClinicalDocument xmlns=\"urn:hl7-org:v3\"><id root=\"1.2.3.4\"/></ClinicalDocument>");
        Path stu3 = Files.writeString(folder.resolve("b"), "{\"resourceType\":\"Patient\",\"id\":\"p1\"}");
        Path dstu2 = Files.writeString(
                folder.resolve("c"), "{\"resourceType\":\"MedicationOrder\",\"id\":\"m1\",\"status\":\"active\"}");
        Path table = Files.writeString(
                folder.resolve("d"),
                "patient_id,last_name,first_name,birth_date,sex,practitioner_npi\n1,Testperson,Jane,1980,F,\n");

        assertThat(run("--to", "r4", ccda.toString(), stu3.toString(), dstu2.toString(), table.toString()))
                .isZero();
        assertThat(out.toString().lines()).hasSize(4);
        assertThat(out.toString())
                .contains("C-CDA to FHIR R4", "Patient/p1", "MedicationRequest/m1", "layout patient-roster");
    }

    @Test
    void readsATableByALayoutOfOnesOwn() throws IOException {
        Path table = Files.writeString(folder.resolve("t.csv"), "nr;name\n7;Jane\n");
        Path layout = Files.writeString(folder.resolve("layout.json"), """
                {"name":"own","resources":[{"type":"Patient","system":"urn:id:own","key":["nr"],"fields":[
                  {"path":"name[0].text","column":"name"}]}]}
                """);

        assertThat(run("--layout", layout.toString(), table.toString())).isZero();
        assertThat(out.toString()).contains("\"text\":\"Jane\"");
        assertThat(run("--layout", table.toString(), table.toString())).isEqualTo(2);
    }

    @Test
    void teachesItself() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("Exit codes", "--layout", "Examples");
    }

    private int run(String... arguments) {
        CommandLine command = ConvertCommand.command();
        return command.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(errors, true))
                .execute(arguments);
    }
}
