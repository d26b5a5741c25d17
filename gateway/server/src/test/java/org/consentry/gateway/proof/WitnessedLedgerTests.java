package org.consentry.gateway.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.consentry.ledger.entry.EntryKind;
import org.consentry.ledger.log.ProofAnswer;
import org.consentry.ledger.log.Publisher;
import org.consentry.ledger.log.Sequencer;
import org.consentry.ledger.note.KeyKind;
import org.consentry.ledger.note.SigningKey;
import org.consentry.ledger.proof.ReceiptVerifier;
import org.consentry.ledger.proof.Verdict;
import org.consentry.ledger.witness.FileCosignedCheckpoints;
import org.consentry.ledger.witness.Witness;
import org.consentry.ledger.witness.WitnessQuorum;
import org.consentry.ledger.witness.WitnessServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The gateway's loop with two hospitals' witnesses, on a real database. */
class WitnessedLedgerTests {
    private final ProofFixture proofs = new ProofFixture();
    private final List<SigningKey> keys = new ArrayList<>();
    private final List<Hospital> hospitals = new ArrayList<>();
    private final List<Gateway> gateways = new ArrayList<>();

    @BeforeEach
    void startWitnesses() throws IOException {
        for (String name : List.of("hospital-a", "hospital-b")) {
            keys.add(ProofFixture.key(name + ".example/witness", KeyKind.ED25519_COSIGNATURE));
            hospitals.add(Hospital.start(keys.getLast(), Files.createTempDirectory("seen"), 0));
        }
    }

    @AfterEach
    void stop() throws Exception {
        for (Gateway gateway : gateways) {
            gateway.stop();
        }
        for (Hospital hospital : hospitals) {
            hospital.stop();
        }
        proofs.close();
    }

    @Test
    void refusesToSignAfterItsDatabaseWasRestoredFromAnOldBackup() throws Exception {
        Gateway gateway = start();
        submit(3);
        await(() -> proofs.reader.publishedSize() == 3);
        backUp();
        submit(4);
        await(() -> proofs.reader.publishedSize() == 7);
        gateway.stop();
        restore();

        Gateway restarted = start();
        await(restarted.state::refuses);
        submit(2);

        assertThat(restarted.state.reason()).isEqualTo("BEHIND_WITNESSES");
        assertThat(proofs.reader.publishedSize()).isEqualTo(3);
        assertThat(proofs.log.head().size()).isEqualTo(3);
        assertThat(pending()).isEqualTo(2);
    }

    @Test
    void refusesToSignWhenTheWitnessesOfTheOldHistoryComeBack() throws Exception {
        Gateway gateway = start();
        submit(3);
        await(() -> proofs.reader.publishedSize() == 3);
        backUp();
        submit(1);
        await(() -> proofs.reader.publishedSize() == 4);
        gateway.stop();
        restore();
        List<Integer> ports = hospitals.stream().map(Hospital::port).toList();
        for (Hospital hospital : hospitals) {
            hospital.stop();
        }

        Gateway restarted = start(ports);
        submit(9);
        await(() -> proofs.log.head().size() == 12);
        for (int i = 0; i < 2; i++) {
            hospitals.set(i, hospitals.get(i).again());
        }
        await(restarted.state::refuses);

        assertThat(restarted.state.reason()).isEqualTo("FORKED");
        assertThat(proofs.reader.publishedSize()).isEqualTo(3);
    }

    @Test
    void keepsTakingEntriesWhileAllWitnessesAreAway() throws Exception {
        List<Integer> ports = hospitals.stream().map(Hospital::port).toList();
        for (Hospital hospital : hospitals) {
            hospital.stop();
        }
        Gateway gateway = start(ports);

        submit(5);
        await(() -> proofs.log.head().size() == 5);
        await(() -> gateway.state.condition() == LedgerState.Condition.WAITING_FOR_WITNESSES);
        assertThat(proofs.reader.publishedSize()).isZero();

        hospitals.set(0, hospitals.get(0).again());
        await(() -> proofs.reader.publishedSize() == 5);
        assertThat(gateway.state.condition()).isEqualTo(LedgerState.Condition.PUBLISHING);
    }

    @Test
    void publishesWithOneHospitalAndIsCosignedByTheOtherWhenItIsBack() throws Exception {
        hospitals.get(1).stop();
        start(hospitals.stream().map(Hospital::port).toList());
        submit(1);
        await(() -> proofs.reader.publishedSize() == 1);
        assertThat(proofs.reader.checkpoint().orElseThrow().note().signatures()).hasSize(2);

        hospitals.set(1, hospitals.get(1).again());
        submit(1);
        await(() -> proofs.reader.publishedSize() == 2);

        assertThat(proofs.reader.checkpoint().orElseThrow().note().signatures()).hasSize(3);
    }

    @Test
    void givesReceiptsThatThePolicyAccepts() throws Exception {
        Gateway gateway = start();
        submit(2);
        await(() -> proofs.reader.publishedSize() == 2);

        ProofAnswer.Proved proved = (ProofAnswer.Proved) proofs.reader.proof(1);
        Verdict verdict = new ReceiptVerifier(LedgerKeys.load(gateway.settings).policy(gateway.policy))
                .judge(proved.receipt(), proved.entry().entry().digest());

        assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void refusesAPolicyOfAnotherLog() {
        SigningKey other = ProofFixture.key(ProofFixture.ORIGIN, KeyKind.ED25519);
        Path policy = ProofFixture.file("log " + other.verifier() + "\nquorum none\n");

        assertThatThrownBy(() -> LedgerKeys.load(proofs.settings(policy)).policy(policy))
                .hasMessageContaining("gateway.ledger.witness-policy")
                .hasMessageContaining("gateway.ledger.key-file");
    }

    @Test
    void refusesGraceBeyondPatience() {
        Path file = Path.of("key");
        assertThatThrownBy(() -> new LedgerSettings(
                        ProofFixture.ORIGIN,
                        file,
                        null,
                        null,
                        1,
                        Duration.ZERO,
                        null,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2)))
                .hasMessageContaining("witness-grace")
                .hasMessageContaining("witness-patience");
    }

    private Gateway start() {
        return start(hospitals.stream().map(Hospital::port).toList());
    }

    private Gateway start(List<Integer> ports) {
        StringBuilder policy = new StringBuilder("log " + ProofFixture.KEY.verifier() + "\n");
        for (int i = 0; i < 2; i++) {
            policy.append("witness w%d %s http://127.0.0.1:%d\n"
                    .formatted(i, keys.get(i).verifier(), ports.get(i)));
        }
        Gateway gateway =
                Gateway.start(proofs, ProofFixture.file(policy + "group hospitals any w0 w1\nquorum hospitals\n"));
        gateways.add(gateway);
        return gateway;
    }

    private void submit(int count) {
        for (int i = 0; i < count; i++) {
            proofs.fact(EntryKind.DISCLOSURE, "p", "{'fact':'test'}");
        }
    }

    private int pending() {
        return proofs.jdbc
                .sql("SELECT count(*)::int FROM ledger_pending")
                .query(Integer.class)
                .single();
    }

    private static final List<String> TABLES =
            List.of("ledger_log", "ledger_entry", "ledger_tile", "ledger_checkpoint", "ledger_pending");

    private void backUp() {
        TABLES.forEach(table -> proofs.jdbc
                .sql("CREATE TABLE backup_%s AS SELECT * FROM %s".formatted(table, table))
                .update());
    }

    private void restore() {
        proofs.jdbc
                .sql("UPDATE ledger_log l SET size = b.size, root = b.root FROM backup_ledger_log b")
                .update();
        TABLES.subList(1, TABLES.size()).forEach(table -> proofs.jdbc
                .sql("DELETE FROM %s; INSERT INTO %s SELECT * FROM backup_%s".formatted(table, table, table))
                .update());
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it should have happened by now").isLessThan(deadline);
            Thread.sleep(10);
        }
    }

    /** What a gateway does about the ledger, in its own threads. */
    private record Gateway(
            LedgerSettings settings, Path policy, LedgerState state, SequencingLoop loop, WitnessQuorum quorum) {
        static Gateway start(ProofFixture proofs, Path policy) {
            LedgerSettings settings = proofs.settings(policy);
            LedgerKeys keys = LedgerKeys.load(settings);
            WitnessQuorum quorum =
                    new WitnessQuorum(keys.policy(policy), settings.witnessPatience(), settings.witnessGrace());
            Publisher publisher = new Publisher(proofs.log, keys.signing(), quorum);
            LedgerState state = new LedgerState();
            SequencingLoop loop = new SequencingLoop(
                    new Sequencer(proofs.log, publisher, 100),
                    publisher,
                    proofs.receipts,
                    state,
                    proofs.bell,
                    settings);
            loop.start();
            return new Gateway(settings, policy, state, loop, quorum);
        }

        void stop() throws InterruptedException {
            loop.stop();
            quorum.close();
        }
    }

    /** A hospital's witness, which keeps its memory and its port when it is started again. */
    private record Hospital(SigningKey key, Path seen, FileCosignedCheckpoints memory, WitnessServer server, int port) {
        static Hospital start(SigningKey key, Path seen, int port) throws IOException {
            FileCosignedCheckpoints memory = FileCosignedCheckpoints.open(seen);
            WitnessServer server = WitnessServer.start(
                    new Witness(List.of(key), List.of(ProofFixture.KEY.verifier()), memory, InstantSource.system()),
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return new Hospital(key, seen, memory, server, server.address().getPort());
        }

        Hospital again() throws IOException {
            return start(key, seen, port);
        }

        void stop() throws IOException {
            server.close();
            memory.close();
        }
    }
}
