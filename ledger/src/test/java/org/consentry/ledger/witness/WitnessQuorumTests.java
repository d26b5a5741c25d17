package org.consentry.ledger.witness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.consentry.ledger.log.Cosigners;
import org.consentry.ledger.log.LedgerReader;
import org.consentry.ledger.log.MemoryLedgerStore;
import org.consentry.ledger.log.ProofAnswer;
import org.consentry.ledger.log.Publisher;
import org.consentry.ledger.log.Publishing;
import org.consentry.ledger.log.Samples;
import org.consentry.ledger.merkle.TreeHead;
import org.consentry.ledger.note.Checkpoint;
import org.consentry.ledger.note.KeyKind;
import org.consentry.ledger.note.KeyName;
import org.consentry.ledger.note.SignedCheckpoint;
import org.consentry.ledger.note.SignedNote;
import org.consentry.ledger.note.SigningKey;
import org.consentry.ledger.proof.Policy;
import org.consentry.ledger.proof.ReceiptVerifier;
import org.consentry.ledger.proof.Verdict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WitnessQuorumTests {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final MemoryLedgerStore store = new MemoryLedgerStore(Samples.ORIGIN);
    private final List<SigningKey> keys = new ArrayList<>();
    private final List<WitnessServer> servers = new ArrayList<>();
    private WitnessQuorum quorum = new WitnessQuorum(Policy.of(Samples.KEY.verifier()), PATIENCE);

    @BeforeEach
    void startThreeWitnesses() throws IOException {
        for (String name : List.of("a", "b", "c")) {
            SigningKey key = SigningKey.generate(
                    new KeyName("hospital-" + name + ".example/w"), KeyKind.ED25519_COSIGNATURE, new SecureRandom());
            Witness witness = new Witness(
                    List.of(key),
                    List.of(Samples.KEY.verifier()),
                    new MemoryCosignedCheckpoints(),
                    InstantSource.system());
            keys.add(key);
            servers.add(WitnessServer.start(witness, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
        }
        quorum = new WitnessQuorum(policy("2"), PATIENCE);
    }

    @AfterEach
    void stop() {
        quorum.close();
        servers.forEach(WitnessServer::close);
    }

    @Test
    void refusesToSignWhenAWitnessKnowsMore() {
        publish(store, 9);
        MemoryLedgerStore restored = new MemoryLedgerStore(Samples.ORIGIN);
        restored.submit(Samples.entries(0, 5));
        restored.sequence(100);

        assertThat(new Publisher(restored, Samples.KEY, quorum).publishOnce())
                .isEqualTo(new Publishing.Refused(Publishing.Reason.BEHIND_WITNESSES));
        assertThat(restored.published()).isEmpty();
    }

    @Test
    void refusesToSignWhenAWitnessThatWasAwayKnowsMore() {
        publish(store, 9);
        MemoryLedgerStore restored = new MemoryLedgerStore(Samples.ORIGIN);
        restored.submit(Samples.entries(0, 5));
        restored.sequence(100);
        Cosigners awayAtFirst = new Cosigners() {
            @Override
            public long largestSeen(SignedNote empty) {
                return 0;
            }

            @Override
            public Cosigning cosign(SignedCheckpoint checkpoint, History history) {
                return quorum.cosign(checkpoint, history);
            }
        };

        assertThat(new Publisher(restored, Samples.KEY, awayAtFirst).publishOnce())
                .isEqualTo(new Publishing.Refused(Publishing.Reason.BEHIND_WITNESSES));
    }

    @Test
    void publishesNoSecondHistoryThatHasGrownPastTheFirst() {
        publish(store, 5);
        MemoryLedgerStore fork = new MemoryLedgerStore(Samples.ORIGIN);
        fork.submit(Samples.entries(100, 120));
        fork.sequence(100);

        assertThat(new Publisher(fork, Samples.KEY, quorum).publishOnce())
                .isEqualTo(new Publishing.Refused(Publishing.Reason.FORKED));
        assertThat(fork.published()).isEmpty();
    }

    @Test
    void signsNothingMoreAfterAForkWasNoticed() {
        publish(store, 5);
        MemoryLedgerStore fork = new MemoryLedgerStore(Samples.ORIGIN);
        fork.submit(Samples.entries(100, 120));
        fork.sequence(100);
        Publisher publisher = new Publisher(fork, Samples.KEY, quorum);
        publisher.publishOnce();
        servers.forEach(WitnessServer::close);

        assertThat(publisher.publishOnce()).isEqualTo(new Publishing.Refused(Publishing.Reason.FORKED));
    }

    @Test
    void objectsBeforeAnOldTreeGrows() {
        publish(store, 9);
        MemoryLedgerStore restored = new MemoryLedgerStore(Samples.ORIGIN);
        restored.submit(Samples.entries(0, 5));
        restored.sequence(100);

        assertThat(new Publisher(restored, Samples.KEY, quorum).objection())
                .contains(Publishing.Reason.BEHIND_WITNESSES);
    }

    @Test
    void takesTheCosignaturesOfAllWhoAnswerWithinTheGrace() {
        try (WitnessQuorum patient = new WitnessQuorum(policy("1"), PATIENCE, PATIENCE)) {
            store.submit(Samples.entries(0, 3));
            store.sequence(100);

            new Publisher(store, Samples.KEY, patient).publishOnce();

            assertThat(store.published().orElseThrow().note().signatures()).hasSize(4);
        }
    }

    @Test
    void publishesNothingWithoutAQuorumAndGoesOnWhenThereIsOne() {
        publish(store, 3);
        servers.get(0).close();
        servers.get(1).close();
        store.submit(Samples.entries(3, 7));
        store.sequence(100);

        Publishing alone = new Publisher(store, Samples.KEY, quorum).publishOnce();

        assertThat(alone).isEqualTo(new Publishing.Unwitnessed(1));
        assertThat(store.published().orElseThrow().size()).isEqualTo(3);
    }

    @Test
    void doesWithoutTheThirdOfTwoOfThree() {
        servers.get(2).close();

        publish(store, 3);
        publish(store, 8);

        assertThat(store.published().orElseThrow().size()).isEqualTo(8);
    }

    @Test
    void isNotHeldUpByAWitnessThatNeverAnswers() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Policy policy = Policy.parse(
                    policyText("2", List.of(url(0), url(1), "http://127.0.0.1:" + silent.getLocalPort() + "/"))
                            .getBytes(StandardCharsets.UTF_8));
            try (WitnessQuorum withSilent = new WitnessQuorum(policy, Duration.ofSeconds(2))) {
                store.submit(Samples.entries(0, 3));
                store.sequence(100);

                assertThat(new Publisher(store, Samples.KEY, withSilent).publishOnce())
                        .isInstanceOf(Publishing.Published.class);
            }
        }
    }

    @Test
    void givesReceiptsThatThePolicyAccepts() {
        publish(store, 300);
        publish(store, 301);

        ProofAnswer.Proved proved = (ProofAnswer.Proved) new LedgerReader(store).proof(300);
        Verdict verdict = new ReceiptVerifier(policy("2"))
                .judge(proved.receipt(), Samples.entry(300).digest());

        assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
        assertThat(new ReceiptVerifier(policy("all"))
                        .judge(proved.receipt(), Samples.entry(299).digest()))
                .isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void answersWithTheStatusesOfTheProtocol() throws Exception {
        SignedCheckpoint empty =
                SignedCheckpoint.of(new Checkpoint(Samples.ORIGIN, TreeHead.EMPTY).signedBy(Samples.KEY));
        byte[] good = new AddCheckpoint(0, List.of(), empty).bytes();
        publish(store, 5);

        HttpResponse<String> conflict = post("add-checkpoint", good);
        assertThat(conflict.statusCode()).isEqualTo(409);
        assertThat(conflict.body()).isEqualTo("5\n");
        assertThat(conflict.headers().firstValue("Content-Type")).contains("text/x.tlog.size");
        assertThat(post("add-checkpoint", new byte[] {1}).statusCode()).isEqualTo(400);
        assertThat(post("other", good).statusCode()).isEqualTo(404);
        assertThat(post("add-checkpoint", new byte[AddCheckpoint.LARGEST + 1]).statusCode())
                .isEqualTo(413);
        assertThat(get("add-checkpoint").statusCode()).isEqualTo(405);
    }

    private void publish(MemoryLedgerStore log, int size) {
        log.submit(Samples.entries((int) log.head().size(), size));
        log.sequence(1000);
        assertThat(new Publisher(log, Samples.KEY, quorum).publishOnce()).isInstanceOf(Publishing.Published.class);
    }

    private Policy policy(String threshold) {
        return Policy.parse(
                policyText(threshold, List.of(url(0), url(1), url(2))).getBytes(StandardCharsets.UTF_8));
    }

    private String policyText(String threshold, List<String> urls) {
        StringBuilder text = new StringBuilder("log " + Samples.KEY.verifier() + "\n");
        for (int i = 0; i < 3; i++) {
            text.append("witness w%d %s %s%n".formatted(i, keys.get(i).verifier(), urls.get(i)));
        }
        return text.append("group g " + threshold + " w0 w1 w2\nquorum g\n").toString();
    }

    private String url(int witness) {
        return "http://127.0.0.1:" + servers.get(witness).address().getPort();
    }

    private HttpResponse<String> post(String path, byte[] body) throws Exception {
        return send(path, Optional.of(body));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(path, Optional.empty());
    }

    private HttpResponse<String> send(String path, Optional<byte[]> body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url(0) + "/" + path));
        body.ifPresent(bytes -> request.POST(HttpRequest.BodyPublishers.ofByteArray(bytes)));
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
