package org.consentry.gateway.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.consentry.ledger.audit.LogAudit;
import org.consentry.ledger.audit.Mirror;
import org.consentry.ledger.audit.MirrorServer;
import org.consentry.ledger.entry.EntryKind;
import org.consentry.ledger.proof.Policy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Members' copies: rows ER-26, ER-79 and ER-80. */
class ReplicasTests {
    private final ProofFixture proofs = new ProofFixture();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        proofs.close();
    }

    @Test
    void listsACopyWhenItIsCheckedAndNotWhileItFetchesOrIsAway() throws Exception {
        publish(300);
        Replicas replicas;
        try (MirrorServer server =
                MirrorServer.start(folder, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            URI url = URI.create("http://127.0.0.1:" + server.address().getPort());
            replicas = replicas(url);
            replicas.look();
            assertThat(replicas.listed()).isEmpty();

            server.fetched(mirror(proofs, (done, total) -> {}).run());
            replicas.look();
            assertThat(replicas.listed()).containsExactly(new Replicas.Replica(url.toString(), 300));

            publish(700);
            Replicas meanwhile = replicas;
            server.fetched(mirror(proofs, (done, total) -> {
                        server.fetching(done, total);
                        meanwhile.look();
                        assertThat(meanwhile.listed())
                                .hasSize(done < total ? 0 : meanwhile.listed().size());
                    })
                    .run());
            replicas.look();
            assertThat(replicas.listed()).containsExactly(new Replicas.Replica(url.toString(), 1_000));
        }
        replicas.look();
        assertThat(replicas.listed()).isEmpty();
    }

    @Test
    void listsNoCopyOfAnotherLogAndNoneThatIsAheadOfOurs() throws Exception {
        publish(5);
        try (ProofFixture longer = new ProofFixture();
                MirrorServer server =
                        MirrorServer.start(folder, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            for (int i = 0; i < 9; i++) {
                longer.fact(EntryKind.DISCLOSURE, "p", "{'n':" + i + "}");
            }
            longer.publish();
            server.fetched(mirror(longer, (done, total) -> {}).run());
            Replicas replicas =
                    replicas(URI.create("http://127.0.0.1:" + server.address().getPort()));
            replicas.look();

            assertThat(replicas.listed()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://a.example/", "https:///ledger", "https://user@a.example/", "https://a.example/?x"})
    void refusesAtStartWhatIsNoPlace(String url) {
        assertThatThrownBy(() -> new ReplicaSettings(List.of(URI.create(url)), Duration.ofSeconds(10)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("gateway.replicas.urls");
    }

    private Replicas replicas(URI url) {
        return new Replicas(new ReplicaSettings(List.of(url), Duration.ofSeconds(10)), proofs.trust(), proofs.reader);
    }

    private Mirror mirror(ProofFixture log, LogAudit.Progress progress) {
        Policy policy = Policy.parse(proofs.trust().text().getBytes(StandardCharsets.UTF_8));
        return new Mirror(path -> log.reader.resource(path).orElseThrow(), folder, policy, progress);
    }

    private void publish(int more) {
        for (int i = 0; i < more; i++) {
            proofs.fact(EntryKind.DISCLOSURE, "p", "{'fact':" + i + "}");
        }
        proofs.publish();
    }
}
