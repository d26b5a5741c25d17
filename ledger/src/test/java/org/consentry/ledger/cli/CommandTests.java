package org.consentry.ledger.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.consentry.ledger.SharedVectors;
import org.consentry.ledger.entry.Commitment;
import org.consentry.ledger.entry.Entry;
import org.consentry.ledger.entry.EntryKind;
import org.consentry.ledger.entry.Salt;
import org.consentry.ledger.log.Cosigners;
import org.consentry.ledger.log.PosixLedgerStore;
import org.consentry.ledger.log.Publisher;
import org.consentry.ledger.log.Samples;
import org.consentry.ledger.log.Sequencer;
import org.consentry.ledger.merkle.Hash;
import org.consentry.ledger.merkle.InclusionProof;
import org.consentry.ledger.merkle.TreeHead;
import org.consentry.ledger.note.Checkpoint;
import org.consentry.ledger.note.SignedCheckpoint;
import org.consentry.ledger.note.SigningKey;
import org.consentry.ledger.proof.ReceiptBundle;
import org.consentry.ledger.proof.ReceiptExtra;
import org.consentry.ledger.proof.TlogProof;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandTests {
    private static final byte[] RAW = "{ \"value\": 1.00 }".getBytes(StandardCharsets.UTF_8);
    private static final byte[] CANONICAL = "{\"value\":1}".getBytes(StandardCharsets.UTF_8);
    private static final String VKEY = Samples.KEY.verifier().toString();

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void refusesAReceiptOfAnotherLogsKey() throws IOException {
        String other = SigningKey.generate(
                        Samples.KEY.verifier().name(), Samples.KEY.verifier().kind(), new SecureRandom())
                .verifier()
                .toString();

        assertThat(run("verify", receipt().toString(), "--key", other)).isEqualTo(ExitCode.DOES_NOT_HOLD);
        assertThat(out.toString()).startsWith("NOT PROVED: no log that you trust");
    }

    @Test
    void refusesAReceiptWhoseEntryWasExchanged() throws IOException {
        TlogProof forged = TlogProof.parse(Files.readAllBytes(receipt()))
                .withExtra(new ReceiptExtra(Samples.entry(5), Optional.empty()).bytes());
        Files.writeString(folder.resolve("forged"), forged.encoded());

        assertThat(run("verify", folder.resolve("forged").toString(), "-k", VKEY))
                .isEqualTo(ExitCode.DOES_NOT_HOLD);
        assertThat(out.toString()).contains("not in the tree");
    }

    @Test
    void refusesOtherContentAlthoughItsCanonicalFormIsTheSame() throws IOException {
        Path raw = Files.writeString(folder.resolve("raw"), "{ \"value\": 1 }");
        Path canonical = Files.write(folder.resolve("canonical"), CANONICAL);

        assertThat(run("verify", receipt().toString(), "-k", VKEY, "--canonical", canonical.toString()))
                .isEqualTo(ExitCode.HOLDS);
        assertThat(run("verify", receipt().toString(), "-k", VKEY, "--raw", raw.toString()))
                .isEqualTo(ExitCode.DOES_NOT_HOLD);
    }

    @Test
    void tellsWhatIsProved() throws IOException {
        Path raw = Files.write(folder.resolve("raw"), RAW);

        int code = run("verify", receipt().toString(), "--key", VKEY, "--raw", raw.toString());

        assertThat(code).isEqualTo(ExitCode.HOLDS);
        assertThat(out.toString())
                .contains("PROVED", "ledger.example/authority", "index       0", "BUNDLE", "content     matches");
    }

    @Test
    void refusesAReportOfWhichOneReceiptIsForged() throws IOException {
        TlogProof good = TlogProof.parse(Files.readAllBytes(receipt()));
        TlogProof forged = good.withExtra(new ReceiptExtra(Samples.entry(5), Optional.empty()).bytes());

        assertThat(run("verify", report(good, forged).toString(), "--key", VKEY))
                .isEqualTo(ExitCode.DOES_NOT_HOLD);
        assertThat(out.toString()).contains("NOT PROVED: NOT_INCLUDED").endsWith("NOT PROVED\n");
    }

    @Test
    void findsNothingToProveInAnyOtherPdf() throws IOException {
        Path plain = Files.writeString(folder.resolve("plain.pdf"), "%PDF-1.7\nnothing\n");

        assertThat(run("verify", plain.toString(), "--key", VKEY)).isEqualTo(ExitCode.MALFORMED);
    }

    @Test
    void verifiesTheReceiptsThatAReportCarries() throws IOException {
        TlogProof good = TlogProof.parse(Files.readAllBytes(receipt()));

        assertThat(run("verify", report(good).toString(), "--key", VKEY)).isEqualTo(ExitCode.HOLDS);
        assertThat(out.toString()).contains("BUNDLE", "tree size   2").endsWith("PROVED: 1 entries\n");
    }

    private Path report(TlogProof... receipts) throws IOException {
        ByteArrayOutputStream pdf = new ByteArrayOutputStream();
        pdf.writeBytes("%PDF-1.7\n1 0 obj stream\n".getBytes(StandardCharsets.ISO_8859_1));
        pdf.writeBytes(new ReceiptBundle(List.of(receipts)).bytes());
        pdf.writeBytes("\nendstream\n%%EOF".getBytes(StandardCharsets.ISO_8859_1));
        return Files.write(folder.resolve("report.pdf"), pdf.toByteArray());
    }

    @Test
    void tellsAFaultInTheInputFromAFaultOfTheReader() throws IOException {
        Path garbage = Files.writeString(folder.resolve("garbage"), "not a receipt");

        assertThat(run("verify", garbage.toString(), "--key", VKEY)).isEqualTo(ExitCode.MALFORMED);
        assertThat(run("verify", folder.resolve("none").toString(), "--key", VKEY))
                .isEqualTo(ExitCode.UNREADABLE);
        assertThat(run("verify", receipt().toString(), "--key", "nonsense")).isEqualTo(ExitCode.MALFORMED);
        assertThat(run("verify", receipt().toString())).isEqualTo(ExitCode.USAGE);
        assertThat(run()).isEqualTo(ExitCode.USAGE);
        assertThat(run("prove")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void saysInWordsWhatCannotBeReadOrReached() throws IOException {
        run("verify", folder.resolve("none").toString(), "--key", VKEY);
        run("fsck", "http://127.0.0.1:1/", "--key", VKEY);
        run(
                "keygen",
                "a.example/w",
                "--kind",
                "ed25519_cosignature",
                "--out",
                folder.resolve("no/k").toString());

        assertThat(err.toString())
                .contains("there is no file", "nobody answers")
                .doesNotContain("Exception");
    }

    @Test
    void verifiesByPolicyToo() throws IOException {
        Path policy = Files.writeString(folder.resolve("policy"), "log " + VKEY + "\nquorum none\n");

        assertThat(run("verify", receipt().toString(), "--policy", policy.toString()))
                .isEqualTo(ExitCode.HOLDS);
    }

    @Test
    void makesKeysThatOnlyTheirOwnerReadsAndNeverOverwritesOne() throws IOException {
        Path file = folder.resolve("log.key");

        assertThat(run("keygen", "new.example/log", "--out", file.toString())).isEqualTo(ExitCode.HOLDS);
        String key = Files.readString(file);
        assertThat(out.toString().trim())
                .isEqualTo(SigningKey.parse(key.trim()).verifier().toString());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(out.toString()).doesNotContain("PRIVATE");

        assertThat(run("keygen", "new.example/log", "--out", file.toString())).isEqualTo(ExitCode.UNREADABLE);
        assertThat(Files.readString(file)).isEqualTo(key);
    }

    @Test
    void explainsItself() {
        assertThat(run("verify", "--help")).isZero();
        assertThat(out.toString()).contains("Checks a receipt or an audit report, offline", "Exit codes", "Examples");
    }

    @Test
    void auditsAndCopiesALogOfAnotherImplementation() {
        SharedVectors.folder("tessera-testlog").ifPresent(testlog -> {
            String log = testlog.resolve("testdata/log").toString();
            String key = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";
            Path copy = folder.resolve("copy");

            assertThat(run("fsck", log, "--key", key)).isEqualTo(ExitCode.HOLDS);
            assertThat(run("mirror", log, copy.toString(), "--key", key)).isEqualTo(ExitCode.HOLDS);
            assertThat(run("mirror", log, copy.toString(), "--key", key)).isEqualTo(ExitCode.HOLDS);
            assertThat(run("fsck", copy.toString(), "--key", key)).isEqualTo(ExitCode.HOLDS);
            assertThat(run("fsck", log, "--key", VKEY)).isEqualTo(ExitCode.DOES_NOT_HOLD);
            assertThat(out.toString()).contains("SOUND: 15 entries").contains("NOT TRUSTED");
        });
    }

    private Path receipt() throws IOException {
        Commitment commitment = Commitment.over(Salt.of(new byte[32]), RAW, CANONICAL);
        Entry entry =
                new Entry(EntryKind.BUNDLE, Instant.EPOCH, commitment.commit(), Optional.empty(), Optional.empty());
        Hash other = Samples.entry(1).digest();
        TreeHead head = new TreeHead(2, Hash.node(entry.digest(), other));
        TlogProof proof = new TlogProof(
                        new InclusionProof(0, 2, List.of(other)),
                        SignedCheckpoint.of(new Checkpoint(Samples.ORIGIN, head).signedBy(Samples.KEY)))
                .withExtra(new ReceiptExtra(entry, Optional.of(commitment)).bytes());
        return Files.writeString(folder.resolve("receipt.tlog-proof"), proof.encoded());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://bad_host^/ledger",
                "http://",
                "https://[::1",
                "http:///ledger",
                "https://a.example/?x=1",
                "http://a.example/#x"
            })
    void refusesAUrlThatIsNoneWithoutSayingThatTheLogIsBad(String url) {
        assertThat(run("fsck", url, "--key", VKEY)).isEqualTo(ExitCode.MALFORMED);
        assertThat(run("mirror", url, folder.resolve("copy").toString(), "--key", VKEY))
                .isEqualTo(ExitCode.MALFORMED);
    }

    @Test
    void goesOnCopyingAndServesTheCopyUntilItIsStopped() throws Exception {
        Path log = folder.resolve("log");
        try (PosixLedgerStore store = PosixLedgerStore.open(log, Samples.ORIGIN)) {
            store.submit(Samples.entries(0, 300));
            new Sequencer(store, new Publisher(store, Samples.KEY, Cosigners.none()), 500).sequenceOnce();
        }
        String copy = folder.resolve("copy").toString();
        Thread mirror =
                Thread.ofPlatform().start(() -> run("mirror", log.toString(), copy, "--key", VKEY, "--serve", "0"));
        try {
            String url = "http://127.0.0.1:" + port(mirror);
            while (run("fsck", url, "--key", VKEY) == ExitCode.UNREADABLE) {
                assertThat(mirror.isAlive()).isTrue();
            }
            assertThat(run("fsck", url, "--key", VKEY)).isEqualTo(ExitCode.HOLDS);
        } finally {
            mirror.interrupt();
            mirror.join();
        }
        assertThat(run("mirror", log.toString(), copy, "--key", VKEY, "--serve", "70000"))
                .isEqualTo(ExitCode.USAGE);
    }

    private String port(Thread mirror) {
        String said = "serves on port ";
        while (!out.toString().contains(said)) {
            assertThat(mirror.isAlive()).isTrue();
        }
        return out.toString().replaceAll("(?s).*" + said + "(\\d+).*", "$1");
    }

    private int run(String... arguments) {
        CommandLine command = Main.command();
        command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return command.execute(arguments);
    }
}
