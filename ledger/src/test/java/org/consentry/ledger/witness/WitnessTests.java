package org.consentry.ledger.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.consentry.ledger.log.MemoryLedgerStore;
import org.consentry.ledger.log.Samples;
import org.consentry.ledger.merkle.Hash;
import org.consentry.ledger.merkle.TreeHead;
import org.consentry.ledger.note.Checkpoint;
import org.consentry.ledger.note.KeyKind;
import org.consentry.ledger.note.KeyName;
import org.consentry.ledger.note.NoteVerdict;
import org.consentry.ledger.note.SignedCheckpoint;
import org.consentry.ledger.note.SigningKey;
import org.consentry.ledger.tile.TileTree;
import org.consentry.ledger.witness.WitnessAnswer.Conflict;
import org.consentry.ledger.witness.WitnessAnswer.Cosigned;
import org.consentry.ledger.witness.WitnessAnswer.Reason;
import org.consentry.ledger.witness.WitnessAnswer.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WitnessTests {
    private static final SigningKey KEY =
            SigningKey.generate(new KeyName("hospital-a.example/w"), KeyKind.ED25519_COSIGNATURE, new SecureRandom());
    private static final SigningKey QUANTUM_SAFE =
            SigningKey.generate(new KeyName("hospital-a.example/q"), KeyKind.ML_DSA_44_COSIGNATURE, new SecureRandom());
    private static final InstantSource NOON = InstantSource.fixed(Instant.parse("2027-01-15T12:00:00Z"));

    private final MemoryCosignedCheckpoints memory = new MemoryCosignedCheckpoints();
    private final Witness witness = new Witness(List.of(KEY), List.of(Samples.KEY.verifier()), memory, NOON);
    private final MemoryLedgerStore log = new MemoryLedgerStore(Samples.ORIGIN);

    @Test
    void refusesASecondHistory() throws IOException {
        grow(log, 5);
        assertThat(witness.add(request(log, 0))).isInstanceOf(Cosigned.class);
        MemoryLedgerStore fork = new MemoryLedgerStore(Samples.ORIGIN);
        fork.submit(Samples.entries(100, 109));
        fork.sequence(100);

        assertThat(witness.add(request(fork, 5))).isEqualTo(new Refused(Reason.NOT_CONSISTENT));
        assertThat(witness.add(request(fork, 0))).isEqualTo(new Conflict(5));
    }

    @Test
    void refusesAnotherRootOfTheSameSize() throws IOException {
        grow(log, 5);
        witness.add(request(log, 0));
        SignedCheckpoint other = signed(new TreeHead(5, Samples.hash("other")));

        assertThat(witness.add(new AddCheckpoint(5, List.of(), other).bytes())).isEqualTo(new Conflict(5));
    }

    @Test
    void refusesToGoBack() throws IOException {
        grow(log, 5);
        byte[] five = request(log, 0);
        witness.add(five);
        grow(log, 9);
        witness.add(request(log, 5));

        assertThat(witness.add(five)).isEqualTo(new Conflict(9));
    }

    @Test
    void refusesWhatIsNotInForm() throws IOException {
        grow(log, 3);
        String good = new String(request(log, 0), StandardCharsets.UTF_8);

        for (String bad : List.of(
                "",
                "old\n",
                good.replace("old 0", "old 00"),
                good.replace("old 0", "old -1"),
                good.replace("old 0", "new 0"),
                good.replace("old 0\n", "old 0\nAAAA\n"),
                good.replace("\n\n", "\n"),
                good.substring(0, good.length() - 1),
                good.replace("old 0\n", "old 0\n" + (Samples.hash("x").base64() + "\n").repeat(64)))) {
            assertThat(witness.add(bad.getBytes(StandardCharsets.UTF_8)))
                    .as(bad)
                    .isEqualTo(new Refused(Reason.MALFORMED));
        }
        assertThat(witness.add(new byte[AddCheckpoint.LARGEST + 1])).isEqualTo(new Refused(Reason.MALFORMED));
    }

    @Test
    void refusesAnOldSizeBeyondTheCheckpoint() throws IOException {
        SignedCheckpoint three = signed(new TreeHead(3, Samples.hash("root")));

        assertThat(witness.add(new AddCheckpoint(4, List.of(), three).bytes()))
                .isEqualTo(new Refused(Reason.MALFORMED));
    }

    @Test
    void refusesLogsAndKeysItDoesNotKnow() throws IOException {
        SigningKey stranger = SigningKey.generate(new KeyName(Samples.ORIGIN), KeyKind.ED25519, new SecureRandom());
        Checkpoint elsewhere = new Checkpoint("other.example", TreeHead.EMPTY);
        SigningKey other = SigningKey.generate(new KeyName("other.example"), KeyKind.ED25519, new SecureRandom());
        Checkpoint ours = new Checkpoint(Samples.ORIGIN, TreeHead.EMPTY);

        assertThat(witness.add(body(0, SignedCheckpoint.of(elsewhere.signedBy(other)))))
                .isEqualTo(new Refused(Reason.UNKNOWN_LOG));
        assertThat(witness.add(body(0, SignedCheckpoint.of(ours.signedBy(stranger)))))
                .isEqualTo(new Refused(Reason.BAD_SIGNATURE));
    }

    @Test
    void refusesAProofWhereNoneIsDue() throws IOException {
        grow(log, 3);
        SignedCheckpoint three = signed(log.head());

        assertThat(witness.add(new AddCheckpoint(0, List.of(Samples.hash("x")), three).bytes()))
                .isEqualTo(new Refused(Reason.NOT_CONSISTENT));
    }

    @Test
    void signsNothingThatItCouldNotWriteDown() throws IOException {
        grow(log, 3);
        memory.fillDisk();

        assertThatThrownBy(() -> witness.add(request(log, 0))).isInstanceOf(IOException.class);
        assertThat(memory.latest(Samples.ORIGIN)).isEmpty();
    }

    @Test
    void cosignsWhatContinuesAndTheSameAgain() throws IOException {
        grow(log, 300);
        Cosigned first = (Cosigned) witness.add(request(log, 0));
        SignedCheckpoint at300 = signed(log.head());
        grow(log, 777);
        Cosigned second = (Cosigned) witness.add(request(log, 300));
        Cosigned again = (Cosigned) witness.add(request(log, 777));

        assertThat(at300.note().with(first.signatures()).verify(List.of(KEY.verifier())))
                .isInstanceOf(NoteVerdict.Verified.class);
        assertThat(again).isEqualTo(second);
    }

    @Test
    void cosignsByEveryKeyItHas() throws IOException {
        Witness both = new Witness(List.of(KEY, QUANTUM_SAFE), List.of(Samples.KEY.verifier()), memory, NOON);
        grow(log, 3);

        Cosigned cosigned = (Cosigned) both.add(request(log, 0));
        NoteVerdict verdict = signed(log.head())
                .note()
                .with(cosigned.signatures())
                .verify(List.of(KEY.verifier(), QUANTUM_SAFE.verifier()));

        assertThat(verdict)
                .isInstanceOfSatisfying(NoteVerdict.Verified.class, verified -> assertThat(verified.signatures())
                        .hasSize(2)
                        .allMatch(signature -> signature.time().orElseThrow().equals(NOON.instant())));
    }

    @Test
    void neverGoesBackWhenAskedFromManySides() throws Exception {
        List<Callable<WitnessAnswer>> asking = new ArrayList<>();
        for (int size = 1; size <= 40; size++) {
            grow(log, size);
            byte[] fromNothing = request(log, 0);
            byte[] fromHalf = request(log, size / 2);
            asking.add(() -> witness.add(fromNothing));
            asking.add(() -> witness.add(fromHalf));
        }
        int cosigned = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<WitnessAnswer> answer : threads.invokeAll(asking)) {
                cosigned += answer.get() instanceof Cosigned ? 1 : 0;
            }
        }
        long remembered = memory.latest(Samples.ORIGIN).orElseThrow().size();

        assertThat(cosigned).isPositive();
        assertThat(witness.add(request(log, remembered))).isInstanceOf(Cosigned.class);
    }

    @Test
    void remembersAcrossRestartsAndSharesItsMemoryWithNobody(@TempDir Path folder) throws IOException {
        grow(log, 5);
        try (FileCosignedCheckpoints files = FileCosignedCheckpoints.open(folder.resolve("seen"))) {
            new Witness(List.of(KEY), List.of(Samples.KEY.verifier()), files, NOON).add(request(log, 0));
            assertThatThrownBy(() -> FileCosignedCheckpoints.open(folder.resolve("seen")))
                    .isInstanceOf(IOException.class);
        }

        try (FileCosignedCheckpoints files = FileCosignedCheckpoints.open(folder.resolve("seen"))) {
            Witness restarted = new Witness(List.of(KEY), List.of(Samples.KEY.verifier()), files, NOON);
            assertThat(restarted.add(request(log, 0))).isEqualTo(new Conflict(5));
        }
    }

    @Test
    void signsNothingWhenItsMemoryIsDamaged(@TempDir Path folder) throws IOException {
        grow(log, 5);
        try (FileCosignedCheckpoints files = FileCosignedCheckpoints.open(folder)) {
            Witness forgetful = new Witness(List.of(KEY), List.of(Samples.KEY.verifier()), files, NOON);
            forgetful.add(request(log, 0));
            Path memory = folder.resolve(
                    Hash.sha256(Samples.ORIGIN.getBytes(StandardCharsets.UTF_8)).hex());
            Files.writeString(memory, Files.readString(memory).replaceFirst("5", "x"));

            assertThatThrownBy(() -> forgetful.add(request(log, 5))).isInstanceOf(IOException.class);
        }
    }

    private static void grow(MemoryLedgerStore log, int size) {
        log.submit(Samples.entries((int) log.head().size(), size));
        log.sequence(1000);
    }

    private static byte[] request(MemoryLedgerStore log, long oldSize) {
        TreeHead head = log.head();
        return new AddCheckpoint(
                        oldSize,
                        new TileTree(head.size(), log).consistency(oldSize).path(),
                        signed(head))
                .bytes();
    }

    private static byte[] body(long oldSize, SignedCheckpoint checkpoint) {
        return new AddCheckpoint(oldSize, List.of(), checkpoint).bytes();
    }

    private static SignedCheckpoint signed(TreeHead head) {
        return SignedCheckpoint.of(new Checkpoint(Samples.ORIGIN, head).signedBy(Samples.KEY));
    }
}
