package org.consentry.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ConsentryTests {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder = Path.of("");

    private int run(String... arguments) {
        return Consentry.command()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    @Test
    void takesNoSecretOnTheCommandLine() {
        for (CommandLine command : Consentry.command().getSubcommands().values()) {
            assertThat(command.getCommandSpec().options())
                    .extracting(CommandLine.Model.OptionSpec::longestName)
                    .noneMatch(name -> name.matches(".*(secret|password|token|jwk).*"));
        }
    }

    @Test
    void saysWhatIsMissing() {
        assertThat(run("listen")).isEqualTo(2);
        assertThat(err.toString()).contains("--connection");
    }

    @Test
    void saysThatAConnectionCannotBeRead() {
        assertThat(run("listen", "-c", folder.resolve("none.json").toString())).isEqualTo(4);
    }

    @Test
    void refusesAReceiptThatIsNone() throws Exception {
        Path receipt = Files.writeString(folder.resolve("receipt"), "nonsense");
        Path key = Files.writeString(folder.resolve("key"), "nonsense");

        assertThat(run("verify", receipt.toString(), "--key-file", key.toString()))
                .isEqualTo(1);
    }

    @Test
    void makesAKeyAndShowsItsPublicHalf() throws Exception {
        Path file = folder.resolve("receiving.key");

        assertThat(run("keys", "make", file.toString())).isZero();
        assertThat(out.toString().strip()).matches("0[23][0-9a-f]{64}");
        assertThat(out.toString()).doesNotContain(Files.readString(file));
        assertThat(run("keys", "make", file.toString())).isEqualTo(4);
    }

    @Test
    void signsABundleAndChecksIt() throws Exception {
        Path key = folder.resolve("signing.jwk");
        Path bundle = Files.writeString(folder.resolve("b.json"), "{\"resourceType\":\"Bundle\",\"type\":\"batch\"}");
        Path signed = folder.resolve("signed.json");

        assertThat(run("keys", "make-signing", key.toString(), "--as", "hospital-a"))
                .isZero();
        Path publicKey = Files.writeString(folder.resolve("signing.pub"), out.toString());
        assertThat(run("sign", "--with", key.toString(), bundle.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("--as");
        assertThat(run(
                        "sign",
                        "--with",
                        key.toString(),
                        "--as",
                        "hospital-a",
                        "--out",
                        signed.toString(),
                        bundle.toString()))
                .isZero();

        assertThat(run("sign", "--check", publicKey.toString(), signed.toString()))
                .isZero();
        assertThat(run("sign", "--check", publicKey.toString(), bundle.toString()))
                .isEqualTo(1);
        assertThat(out.toString()).contains("signed by", "NOT SIGNED").doesNotContain("\"d\"");
        assertThat(run("sign", "--check", key.toString(), signed.toString())).isEqualTo(2);
        assertThat(run("sign", "--with", key.toString(), "--as", "hospital-a", signed.toString()))
                .isEqualTo(1);
    }

    @Test
    void signsOnlyWhatHasAPlaceForASignature() {
        assertThat(run("push", "--as", "hl7v2", "--sign-with", "k", "m.hl7", "-c", "c.json"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("fhir");
    }

    @Test
    void namesNoFileAsASenderWouldLikeIt() {
        assertThat(FetchCommand.fileName("../../etc/passwd")).isEqualTo("______etc_passwd");
    }

    @Test
    void teachesByItsHelp() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("keys", "listen", "fetch", "verify", "push");
    }
}
