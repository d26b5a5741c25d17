package org.consentry.ledger.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.consentry.ledger.log.Cosigners;
import org.consentry.ledger.log.LedgerStore;
import org.consentry.ledger.log.LoggedEntry;
import org.consentry.ledger.log.MemoryLedgerStore;
import org.consentry.ledger.log.Publication;
import org.consentry.ledger.log.Publisher;
import org.consentry.ledger.log.Publishing;
import org.consentry.ledger.log.Samples;
import org.consentry.ledger.merkle.TreeHead;
import org.consentry.ledger.note.KeyKind;
import org.consentry.ledger.note.KeyName;
import org.consentry.ledger.note.SignedCheckpoint;
import org.consentry.ledger.note.SignedNote;
import org.consentry.ledger.note.SigningKey;
import org.consentry.ledger.proof.Policy;
import org.consentry.ledger.proof.Verdict;
import org.consentry.ledger.tile.TileTree;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The durable steps between having given indexes and having published, by name. At each the process dies, or the witness
 * does; another process goes on by the ordinary path. Those before are in {@code postgres.CrashTests}, which kills at
 * every call to the database.
 */
class WitnessedCrashTests {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Where somebody dies. */
    enum Step {
        BEFORE_WITNESSES_ARE_ASKED,
        BEFORE_A_WITNESS_WRITES_DOWN,
        AFTER_A_WITNESS_HAS_WRITTEN_DOWN,
        AFTER_WITNESSES_HAVE_COSIGNED,
        BEFORE_THE_CHECKPOINT_IS_KEPT,
        AFTER_THE_CHECKPOINT_IS_KEPT
    }

    private final MemoryLedgerStore store = new MemoryLedgerStore(Samples.ORIGIN);
    private Optional<Step> death = Optional.empty();
    private final List<MemoryCosignedCheckpoints> memories = new ArrayList<>();
    private final List<WitnessServer> servers = new ArrayList<>();
    private final StringBuilder parties = new StringBuilder("log " + Samples.KEY.verifier() + "\n");

    @BeforeEach
    void startTwoWitnesses() throws IOException {
        for (String name : List.of("a", "b")) {
            SigningKey key = SigningKey.generate(
                    new KeyName("hospital-" + name + ".example/w"), KeyKind.ED25519_COSIGNATURE, new SecureRandom());
            MemoryCosignedCheckpoints memory = new MemoryCosignedCheckpoints();
            memories.add(memory);
            Witness witness = new Witness(
                    List.of(key), List.of(Samples.KEY.verifier()), new MortalMemory(memory), InstantSource.system());
            servers.add(WitnessServer.start(witness, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
            parties.append("witness %s %s http://127.0.0.1:%d\n"
                    .formatted(name, key.verifier(), servers.getLast().address().getPort()));
        }
    }

    @AfterEach
    void stop() {
        servers.forEach(WitnessServer::close);
    }

    @ParameterizedTest
    @EnumSource
    void losesNothingAndForksNothing(Step step) {
        live(5);
        List<LoggedEntry> before = store.entries(0, 100);
        dieNextAt(step);
        store.submit(Samples.entries(5, 9));
        store.sequence(100);

        boolean witnessDied = step.name().contains("A_WITNESS");
        if (witnessDied) {
            assertThat(publish()).isEqualTo(new Publishing.Unwitnessed(1));
        } else {
            assertThatThrownBy(this::publish).isInstanceOf(Killed.class);
        }
        assertThat(isDead()).isTrue();
        live(12);

        assertThat(store.entries(0, 100).subList(0, 5)).isEqualTo(before);
        assertThat(store.entries(0, 100)).extracting(LoggedEntry::entry).isEqualTo(Samples.entries(0, 12));
        everyCheckpointIsContinuedAndWitnessed();
        for (MemoryCosignedCheckpoints memory : memories) {
            assertThat(memory.latest(Samples.ORIGIN).orElseThrow().size()).isEqualTo(12);
        }
    }

    @Test
    void countsNoWitnessThatLies() throws IOException {
        SigningKey stranger = SigningKey.generate(
                new KeyName("hospital-b.example/w"), KeyKind.ED25519_COSIGNATURE, new SecureRandom());
        Witness liar = new Witness(
                List.of(stranger),
                List.of(Samples.KEY.verifier()),
                new MemoryCosignedCheckpoints(),
                InstantSource.system());
        int port = servers.get(1).address().getPort();
        servers.get(1).close();
        servers.set(1, WitnessServer.start(liar, new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
        store.submit(Samples.entries(0, 3));
        store.sequence(100);

        assertThat(publish()).isEqualTo(new Publishing.Unwitnessed(1));
    }

    /** A process that has done its work: entries up to a size are published. */
    private void live(int size) {
        store.submit(Samples.entries((int) store.head().size(), size));
        store.sequence(100);
        assertThat(publish()).isInstanceOf(Publishing.Published.class);
    }

    /** A process of its own: it remembers nothing of those before. */
    private Publishing publish() {
        try (WitnessQuorum quorum = new WitnessQuorum(policy(), PATIENCE)) {
            return new Publisher(new MortalStore(store).proxy(), Samples.KEY, new MortalCosigners(quorum))
                    .publishOnce();
        }
    }

    private Policy policy() {
        String text = parties + "group hospitals all a b\nquorum hospitals\n";
        return Policy.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    private void everyCheckpointIsContinuedAndWitnessed() {
        List<SignedCheckpoint> published =
                store.checkpoints(Long.MAX_VALUE, 100).reversed();
        for (int i = 0; i < published.size(); i++) {
            assertThat(policy().judge(published.get(i))).isInstanceOf(Verdict.Accepted.class);
            if (i > 0) {
                TreeHead older = published.get(i - 1).checkpoint().head();
                TreeHead newer = published.get(i).checkpoint().head();
                assertThat(new TileTree(newer.size(), store)
                                .consistency(older.size())
                                .links(older, newer))
                        .isTrue();
            }
        }
    }

    private synchronized void dieNextAt(Step step) {
        death = Optional.of(step);
    }

    private synchronized boolean isDead() {
        return death.isEmpty();
    }

    private synchronized boolean diesAt(Step step) {
        if (!death.equals(Optional.of(step))) {
            return false;
        }
        death = Optional.empty();
        return true;
    }

    private void dieAt(Step step) {
        if (diesAt(step)) {
            throw new Killed();
        }
    }

    /** The end of a process. */
    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final class MortalCosigners implements Cosigners {
        private final Cosigners alive;

        MortalCosigners(Cosigners alive) {
            this.alive = alive;
        }

        @Override
        public long largestSeen(SignedNote empty) {
            return alive.largestSeen(empty);
        }

        @Override
        public Cosigning cosign(SignedCheckpoint checkpoint, History history) {
            dieAt(Step.BEFORE_WITNESSES_ARE_ASKED);
            Cosigning cosigning = alive.cosign(checkpoint, history);
            dieAt(Step.AFTER_WITNESSES_HAVE_COSIGNED);
            return cosigning;
        }
    }

    /** A witness whose process ends while it writes, or whose disk is full. */
    private final class MortalMemory implements CosignedCheckpoints {
        private final CosignedCheckpoints alive;

        MortalMemory(CosignedCheckpoints alive) {
            this.alive = alive;
        }

        @Override
        public Optional<SignedCheckpoint> latest(String origin) throws IOException {
            return alive.latest(origin);
        }

        @Override
        public void remember(SignedCheckpoint checkpoint) throws IOException {
            if (diesAt(Step.BEFORE_A_WITNESS_WRITES_DOWN)) {
                throw new IOException("no space left");
            }
            alive.remember(checkpoint);
            if (diesAt(Step.AFTER_A_WITNESS_HAS_WRITTEN_DOWN)) {
                throw new IOException("killed");
            }
        }
    }

    /** Dies around the one call of a publisher that is durable. */
    private final class MortalStore {
        private final LedgerStore alive;

        MortalStore(LedgerStore alive) {
            this.alive = alive;
        }

        LedgerStore proxy() {
            return (LedgerStore) Proxy.newProxyInstance(
                    LedgerStore.class.getClassLoader(),
                    new Class<?>[] {LedgerStore.class},
                    (proxy, method, arguments) -> {
                        if (!method.getName().equals("publish")) {
                            return method.invoke(alive, arguments);
                        }
                        dieAt(Step.BEFORE_THE_CHECKPOINT_IS_KEPT);
                        Publication publication = alive.publish((SignedCheckpoint) arguments[0], (Long) arguments[1]);
                        dieAt(Step.AFTER_THE_CHECKPOINT_IS_KEPT);
                        return publication;
                    });
        }
    }
}
