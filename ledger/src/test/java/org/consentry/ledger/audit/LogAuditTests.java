package org.consentry.ledger.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.consentry.ledger.Malformed;
import org.consentry.ledger.log.Cosigners;
import org.consentry.ledger.log.LedgerReader;
import org.consentry.ledger.log.LedgerStore;
import org.consentry.ledger.log.MemoryLedgerStore;
import org.consentry.ledger.log.PosixLedgerStore;
import org.consentry.ledger.log.Publisher;
import org.consentry.ledger.log.Samples;
import org.consentry.ledger.log.Sequencer;
import org.consentry.ledger.proof.Policy;
import org.consentry.ledger.proof.Verdict;
import org.consentry.ledger.tile.LogPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogAuditTests {
    private static final Policy POLICY = Policy.of(Samples.KEY.verifier());

    @TempDir
    private Path folder;

    @Test
    void findsAChangeOfAnySingleFile() throws IOException {
        write(folder.resolve("log"), 600);
        for (Path file : currentFiles()) {
            byte[] good = Files.readAllBytes(file);
            byte[] bad = good.clone();
            bad[bad.length / 2] ^= 1;
            Files.write(file, bad);

            assertThat(isSound(folder.resolve("log"))).as(file.toString()).isFalse();

            Files.write(file, good);
        }
        assertThat(isSound(folder.resolve("log"))).isTrue();
    }

    @Test
    void doesNotCallALogDamagedThatItCannotRead() throws IOException {
        write(folder.resolve("log"), 300);
        Files.delete(folder.resolve("log/tile/0/000"));

        assertThatThrownBy(() -> audit(folder.resolve("log"))).isInstanceOf(IOException.class);
    }

    @Test
    void trustsNoOtherKey() throws IOException {
        write(folder.resolve("log"), 3);
        Policy other = Policy.parse("quorum none".getBytes(StandardCharsets.UTF_8));

        assertThat(new LogAudit(new FolderLog(folder.resolve("log")), other, (done, total) -> {}).run())
                .isEqualTo(new LogAudit.Finding.Untrusted(Verdict.Reason.UNKNOWN_LOG));
    }

    @Test
    void copiesOverHttpAndGoesOnWhereItWas() throws IOException {
        MemoryLedgerStore store = new MemoryLedgerStore(Samples.ORIGIN);
        HttpServer server = serve(store);
        try {
            PublishedLog log = new HttpLog(
                    URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/ledger"));
            Mirror mirror = new Mirror(log, folder.resolve("copy"), POLICY, (done, total) -> {});
            for (int size : new int[] {3, 256, 300, 900}) {
                grow(store, size);
                assertThat(mirror.run()).isInstanceOf(LogAudit.Finding.Sound.class);
                assertThat(isSound(folder.resolve("copy"))).isTrue();
            }
            assertThatThrownBy(() -> log.fetch(LogPath.parse("tile/0/099"))).isInstanceOf(IOException.class);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void readsALogThatCompressesForEverybodyAndNoOtherEncoding() throws IOException {
        MemoryLedgerStore store = new MemoryLedgerStore(Samples.ORIGIN);
        grow(store, 700);
        for (String encoding : List.of("gzip", "br")) {
            HttpServer server = serve(store, encoding);
            try {
                LogAudit audit = new LogAudit(
                        new HttpLog(URI.create(
                                "http://127.0.0.1:" + server.getAddress().getPort() + "/ledger")),
                        POLICY,
                        (done, total) -> {});
                if (encoding.equals("gzip")) {
                    assertThat(audit.run()).isInstanceOf(LogAudit.Finding.Sound.class);
                } else {
                    assertThatThrownBy(audit::run).isInstanceOf(IOException.class);
                }
            } finally {
                server.stop(0);
            }
        }
    }

    @Test
    void keepsItsCopyWhenTheLogShowsAnotherHistory() throws IOException {
        write(folder.resolve("log"), 300);
        write(folder.resolve("fork"), 290);
        Path copy = folder.resolve("copy");
        mirror(folder.resolve("log"), copy);
        byte[] checkpoint = Files.readAllBytes(copy.resolve("checkpoint"));

        assertThat(mirror(folder.resolve("fork"), copy)).isInstanceOf(LogAudit.Finding.Damaged.class);
        try (PosixLedgerStore store = PosixLedgerStore.open(folder.resolve("other"), Samples.ORIGIN)) {
            store.submit(Samples.entries(500, 900));
            publish(store);
        }
        assertThat(mirror(folder.resolve("other"), copy)).isInstanceOf(LogAudit.Finding.Damaged.class);
        assertThat(copy.resolve("checkpoint")).hasBinaryContent(checkpoint);
    }

    private static LogAudit.Finding mirror(Path log, Path copy) throws IOException {
        return new Mirror(new FolderLog(log), copy, POLICY, (done, total) -> {}).run();
    }

    private static boolean isSound(Path log) throws IOException {
        try {
            return audit(log) instanceof LogAudit.Finding.Sound;
        } catch (Malformed notInForm) {
            return false;
        }
    }

    private static LogAudit.Finding audit(Path log) throws IOException {
        return new LogAudit(new FolderLog(log), POLICY, (done, total) -> {}).run();
    }

    /** What the last checkpoint covers; narrower partial files of older trees are nobody's business any more. */
    private List<Path> currentFiles() throws IOException {
        try (Stream<Path> all = Files.walk(folder.resolve("log"))) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().contains("state"))
                    .toList();
        }
    }

    private static void write(Path log, int size) throws IOException {
        try (PosixLedgerStore store = PosixLedgerStore.open(log, Samples.ORIGIN)) {
            grow(store, size);
        }
    }

    private static void grow(LedgerStore store, int size) {
        store.submit(Samples.entries((int) store.head().size(), size));
        publish(store);
    }

    private static void publish(LedgerStore store) {
        new Sequencer(store, new Publisher(store, Samples.KEY, Cosigners.none()), 1000).sequenceOnce();
    }

    private static HttpServer serve(LedgerStore store) throws IOException {
        return serve(store, "identity");
    }

    private static HttpServer serve(LedgerStore store, String encoding) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/ledger/", exchange -> {
            try (exchange) {
                Optional<byte[]> body = new LedgerReader(store)
                        .resource(
                                LogPath.parse(exchange.getRequestURI().getPath().substring("/ledger/".length())));
                exchange.getResponseHeaders().set("Content-Encoding", encoding);
                exchange.sendResponseHeaders(body.isPresent() ? 200 : 404, body.isPresent() ? 0 : -1);
                if (body.isPresent()) {
                    try (OutputStream out = encoding.equals("gzip")
                            ? new GZIPOutputStream(exchange.getResponseBody())
                            : exchange.getResponseBody()) {
                        out.write(body.get());
                    }
                }
            }
        });
        server.start();
        return server;
    }
}
