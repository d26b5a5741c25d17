package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.consentry.ledger.audit.FolderLog;
import org.consentry.ledger.audit.HttpLog;
import org.consentry.ledger.audit.LogAudit;
import org.consentry.ledger.audit.Mirror;
import org.consentry.ledger.audit.MirrorServer;
import org.consentry.ledger.audit.PublishedLog;
import org.consentry.ledger.proof.Policy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Who else has the ledger, told at the gateway's own door, and what a member copies from there: rows ER-77 to ER-80. */
class LedgerCopiesIT {
    @TempDir
    private Path folder;

    @Test
    void namesAMembersCopyWhileItIsUpToDateAndNobodyOtherwise() throws Exception {
        InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (MirrorServer copy = MirrorServer.start(folder, anywhere)) {
            URI url = URI.create("http://127.0.0.1:" + copy.address().getPort());
            Map<String, String> settings =
                    Map.of("gateway.replicas.urls", url.toString(), "gateway.replicas.every", "1s");
            try (LiveGateway gateway = LiveGateway.startBehind(UnaryOperator.identity(), settings)) {
                write(gateway, 0, 5);
                assertThat(sources(gateway)).isEmpty();

                copy.fetched(mirror(gateway).run());
                until(() -> sources(gateway).size() == 1);
                assertThat(audit(gateway, new HttpLog(url))).isInstanceOf(LogAudit.Finding.Sound.class);

                copy.fetching(0, 1);
                until(() -> sources(gateway).isEmpty());

                write(gateway, 5, 5);
                copy.fetched(mirror(gateway).run());
                until(() -> sources(gateway).stream().anyMatch(size -> size >= 10));
                assertThat(audit(gateway, new FolderLog(folder))).isInstanceOf(LogAudit.Finding.Sound.class);
                givesARangeInPieces(gateway);
            }
        }
    }

    private static void givesARangeInPieces(LiveGateway gateway) {
        String member = gateway.member("hospital-a");
        for (String wrong : List.of("from=-1", "from=0&to=-1", "from=5&to=4", "from=x")) {
            assertThat(gateway.get(member, "/ledger/entries?" + wrong).statusCode())
                    .isEqualTo(400);
        }
        long size = size(gateway);
        for (long at = 0; at < size; at += 4) {
            JsonNode piece = LiveGateway.expect(
                    gateway.get(member, "/ledger/entries?from=" + at + "&to=" + Math.min(size, at + 4)), 200);
            assertThat(piece.path("entries").valueStream().map(entry -> entry.path("index")
                            .asLong(-1)))
                    .containsExactlyElementsOf(
                            LongStream.range(at, Math.min(size, at + 4)).boxed().toList());
        }
    }

    private static void write(LiveGateway gateway, int from, int count) {
        for (int i = from; i < from + count; i++) {
            LiveGateway.expect(
                    gateway.put(
                            gateway.member("hospital-a"),
                            "/fhir/Organization/o" + i,
                            "{'resourceType':'Organization','id':'o" + i + "','name':'x'}"),
                    201);
        }
        until(() -> size(gateway) >= from + count);
    }

    /** The second line of a checkpoint is the size of the tree. */
    private static long size(LiveGateway gateway) {
        return gateway.get("", "/ledger/checkpoint")
                .body()
                .lines()
                .skip(1)
                .findFirst()
                .map(Long::parseLong)
                .orElse(0L);
    }

    private static List<Long> sources(LiveGateway gateway) {
        return LiveGateway.expect(gateway.get("", "/ledger/replicas"), 200)
                .path("replicas")
                .valueStream()
                .map(each -> each.path("size").asLong(0))
                .toList();
    }

    private Mirror mirror(LiveGateway gateway) {
        HttpLog log = new HttpLog(gateway.request("", "/ledger").build().uri());
        return new Mirror(log, folder, policy(gateway), (done, total) -> {});
    }

    private static LogAudit.Finding audit(LiveGateway gateway, PublishedLog log) throws IOException {
        return new LogAudit(log, policy(gateway), (done, total) -> {}).run();
    }

    private static Policy policy(LiveGateway gateway) {
        return Policy.parse(gateway.get("", "/ledger/policy").body().getBytes(StandardCharsets.UTF_8));
    }

    private static void until(BooleanSupplier holds) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
        }
    }
}
