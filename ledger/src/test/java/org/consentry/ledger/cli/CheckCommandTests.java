package org.consentry.ledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.consentry.ledger.SharedVectors;
import org.consentry.ledger.log.Samples;
import org.consentry.ledger.merkle.Hash;
import org.consentry.ledger.merkle.TreeHead;
import org.consentry.ledger.note.Checkpoint;
import org.consentry.ledger.note.SignedCheckpoint;
import org.consentry.ledger.witness.AddCheckpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CheckCommandTests {
    private static final Hash A = Hash.leaf(new byte[] {1});
    private static final Hash B = Hash.leaf(new byte[] {2});
    private static final Hash C = Hash.leaf(new byte[] {3});
    private static final Hash AB = Hash.node(A, B);
    private static final Hash ABC = Hash.node(AB, C);
    private static final String VKEY = Samples.KEY.verifier().toString();

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void tellsAFaultOfFormFromAFaultOfContent() throws IOException {
        Path rubbish = Files.writeString(folder.resolve("rubbish"), "rubbish");
        Path none = folder.resolve("none");

        for (String what : List.of("note", "checkpoint")) {
            assertThat(run("check", what, rubbish.toString(), "--key", VKEY)).isEqualTo(ExitCode.MALFORMED);
            assertThat(run("check", what, none.toString(), "--key", VKEY)).isEqualTo(ExitCode.UNREADABLE);
            assertThat(run("check", what, rubbish.toString())).isEqualTo(2);
        }
        for (String what : List.of("policy", "add-checkpoint")) {
            assertThat(run("check", what, rubbish.toString())).isEqualTo(ExitCode.MALFORMED);
        }
        assertThat(run("check", "path", "tile/0/1")).isEqualTo(ExitCode.MALFORMED);
        assertThat(run("check", "inclusion", "--index", "3", "--size", "3", "--root", ABC.hex(), "--leaf", A.hex()))
                .isEqualTo(ExitCode.MALFORMED);
        assertThat(run("check", "ed25519", "--public-key", "0", "--message", "", "--signature", ""))
                .isEqualTo(ExitCode.MALFORMED);
        assertThat(run("check")).isEqualTo(2);
        assertThat(err.toString()).doesNotContain("Exception");
    }

    @Test
    void checksNotesCheckpointsAndForms() throws IOException {
        SignedCheckpoint checkpoint =
                SignedCheckpoint.of(new Checkpoint(Samples.ORIGIN, new TreeHead(3, ABC)).signedBy(Samples.KEY));
        Path note = Files.write(folder.resolve("note"), checkpoint.note().bytes());
        Path add = Files.write(folder.resolve("add"), new AddCheckpoint(0, List.of(), checkpoint).bytes());
        Path policy = Files.writeString(folder.resolve("policy"), "log " + VKEY + "\nquorum none\n");

        assertThat(run("check", "note", note.toString(), "--key", VKEY)).isZero();
        assertThat(run("check", "checkpoint", note.toString(), "--policy", policy.toString()))
                .isZero();
        assertThat(run("check", "policy", policy.toString())).isZero();
        assertThat(run("check", "add-checkpoint", add.toString())).isZero();
        assertThat(run("check", "path", "tile/0/x001/067.p/3")).isZero();
        String stranger = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";
        assertThat(run("check", "note", note.toString(), "--key", stranger)).isEqualTo(1);
        assertThat(run("check", "checkpoint", note.toString(), "--key", stranger))
                .isEqualTo(1);
    }

    @Test
    void checksProofsByHexadecimalAndBase64() {
        assertThat(run(
                        "check",
                        "inclusion",
                        "--index",
                        "0",
                        "--size",
                        "3",
                        "--root",
                        ABC.hex(),
                        "--leaf",
                        A.hex(),
                        B.hex(),
                        C.base64()))
                .isZero();
        assertThat(run(
                        "check",
                        "inclusion",
                        "--index",
                        "1",
                        "--size",
                        "3",
                        "--root",
                        ABC.hex(),
                        "--leaf",
                        A.hex(),
                        B.hex(),
                        C.hex()))
                .isEqualTo(1);
        assertThat(run("check", "inclusion", "--index", "0", "--size", "1", "--root", A.hex(), "--leaf", A.hex()))
                .isZero();
        assertThat(run(
                        "check",
                        "consistency",
                        "--old-size",
                        "2",
                        "--old-root",
                        AB.base64(),
                        "--size",
                        "3",
                        "--root",
                        ABC.hex(),
                        C.hex()))
                .isZero();
        assertThat(run(
                        "check",
                        "consistency",
                        "--old-size",
                        "1",
                        "--old-root",
                        AB.hex(),
                        "--size",
                        "3",
                        "--root",
                        ABC.hex(),
                        C.hex()))
                .isEqualTo(1);
    }

    @Test
    void readsManyChecksFromStandardInput() {
        String lines = """
                path tile/0/000

                path tile/0
                inclusion --index 0 --size 1 --root %s --leaf %s
                inclusion --index 0 --size 1 --root %s --leaf %s
                nonsense
                """.formatted(A.hex(), A.hex(), A.hex(), B.hex());

        assertThat(fed(lines)).isEqualTo(1);
        assertThat(out.toString().lines().map(line -> line.substring(0, 2)))
                .containsExactly("0\t", "3\t", "0\t", "1\t", "2\t");
    }

    @Test
    void judgesTheEdgeCasesOfEd25519FromStandardInput() {
        SharedVectors.folder("cctv-ed25519/ed25519").ifPresent(found -> {
            JsonNode cases = JsonMapper.shared().readTree(SharedVectors.bytes(found.resolve("ed25519vectors.json")));
            StringBuilder lines = new StringBuilder();
            for (JsonNode test : cases) {
                byte[] message = test.get("msg").asString().getBytes(StandardCharsets.UTF_8);
                lines.append("ed25519 --public-key=%s --message=%s --signature=%s\n"
                        .formatted(
                                test.get("key").asString(),
                                HexFormat.of().formatHex(message),
                                test.get("sig").asString()));
            }

            fed(lines.toString());

            assertThat(out.toString().lines().filter(line -> line.startsWith("0\t")))
                    .hasSize(1);
            assertThat(out.toString().lines().filter(line -> line.startsWith("1\t")))
                    .hasSize(913);
        });
    }

    private int fed(String lines) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
        try {
            return run("check", "lines");
        } finally {
            System.setIn(before);
        }
    }

    private int run(String... arguments) {
        return Main.command()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
