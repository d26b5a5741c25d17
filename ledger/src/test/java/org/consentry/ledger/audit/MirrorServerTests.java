package org.consentry.ledger.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.consentry.ledger.log.Cosigners;
import org.consentry.ledger.log.LedgerReader;
import org.consentry.ledger.log.MemoryLedgerStore;
import org.consentry.ledger.log.Publisher;
import org.consentry.ledger.log.Samples;
import org.consentry.ledger.log.Sequencer;
import org.consentry.ledger.proof.Policy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MirrorServerTests {
    private static final Policy POLICY = Policy.of(Samples.KEY.verifier());
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    private final MemoryLedgerStore log = new MemoryLedgerStore(Samples.ORIGIN);
    private MirrorServer server;

    @BeforeEach
    void start() throws IOException {
        server = MirrorServer.start(folder, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void isNoSourceBeforeEverythingWasCheckedNorWhileItFetches() throws Exception {
        grow(600);
        Mirror mirror = mirror((done, total) -> {
            server.fetching(done, total);
            assertThat(status("/checkpoint")).isEqualTo(503);
        });
        assertThat(status("/checkpoint")).isEqualTo(503);
        assertThat(text("/status")).contains("syncing");

        server.fetched(mirror.run());
        assertThat(status("/checkpoint")).isEqualTo(200);
        assertThat(text("/status")).isEqualTo("{\"status\":\"current\",\"size\":600}");

        grow(2_000);
        Mirror again = mirror((done, total) -> {
            server.fetching(done, total);
            assertThat(text("/status")).contains("syncing");
        });
        server.fetched(again.run());
        assertThat(text("/status")).isEqualTo("{\"status\":\"current\",\"size\":2000}");
    }

    @Test
    void isASourceThatOthersCanAuditAndCopy() throws Exception {
        grow(777);
        server.fetched(mirror((done, total) -> {}).run());

        assertThat(new LogAudit(new HttpLog(base()), POLICY, (done, total) -> {}).run())
                .isInstanceOf(LogAudit.Finding.Sound.class);
    }

    @Test
    void isNoSourceAnyMoreWhenTheLogShowsAnotherHistory() throws Exception {
        grow(300);
        server.fetched(mirror((done, total) -> {}).run());
        MemoryLedgerStore fork = new MemoryLedgerStore(Samples.ORIGIN);
        fork.submit(Samples.entries(5_000, 5_400));
        new Sequencer(fork, new Publisher(fork, Samples.KEY, Cosigners.none()), 1_000).sequenceOnce();
        LedgerReader reader = new LedgerReader(fork);

        server.fetched(
                new Mirror(path -> reader.resource(path).orElseThrow(), folder, POLICY, (done, total) -> {}).run());

        assertThat(status("/checkpoint")).isEqualTo(503);
    }

    @Test
    void servesNothingButWhatItsCheckpointCovers() throws Exception {
        grow(300);
        server.fetched(mirror((done, total) -> {}).run());
        Files.writeString(folder.resolve("secret"), "x");

        for (String path : new String[] {
            "/secret",
            "/tile/0/002",
            "/tile/0/001.p/45",
            "/tile/0/../checkpoint",
            "/tile/0/%2e%2e/000",
            "/",
            "//checkpoint",
            "/lock"
        }) {
            assertThat(status(path)).as(path).isEqualTo(404);
        }
        assertThat(status("/tile/0/001.p/44")).isEqualTo(200);
        HttpRequest post = HttpRequest.newBuilder(URI.create(base() + "/checkpoint"))
                .POST(HttpRequest.BodyPublishers.ofString("mine"))
                .build();
        assertThat(HTTP.send(post, HttpResponse.BodyHandlers.discarding()).statusCode())
                .isEqualTo(405);
    }

    private Mirror mirror(LogAudit.Progress progress) {
        LedgerReader reader = new LedgerReader(log);
        return new Mirror(path -> reader.resource(path).orElseThrow(), folder, POLICY, progress);
    }

    private void grow(int size) {
        log.submit(Samples.entries((int) log.head().size(), size));
        new Sequencer(log, new Publisher(log, Samples.KEY, Cosigners.none()), 5_000).sequenceOnce();
    }

    private URI base() {
        return URI.create("http://127.0.0.1:" + server.address().getPort());
    }

    private int status(String path) {
        return get(path).statusCode();
    }

    private String text(String path) {
        return get(path).body();
    }

    private HttpResponse<String> get(String path) {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(URI.create(base() + path)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
