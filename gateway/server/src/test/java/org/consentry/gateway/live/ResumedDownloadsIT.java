package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** One-time URIs that are fetched in pieces, by ordinary programs as well. */
class ResumedDownloadsIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static LiveGateway gateway;
    private static SharedDocuments documents;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        gateway = LiveGateway.start();
        documents = SharedDocuments.of(gateway, "hospital-b");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static String token() {
        return gateway.member("hospital-b");
    }

    private static HttpResponse<byte[]> ask(String method, URI uri, String... headers)
            throws IOException, InterruptedException {
        return HTTP.send(
                gateway.request(token(), uri.toString(), headers)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private static HttpResponse<byte[]> range(URI uri, String range) throws IOException, InterruptedException {
        return ask("GET", uri, "Range", "bytes=" + range);
    }

    @ParameterizedTest(name = "bytes={0}")
    @ValueSource(strings = {"1-", "100-199", "-1", "-100"})
    void handsOutNoPartOfWhatNobodyHasBegunAndSpendsNothing(String range) throws Exception {
        SharedDocuments.Announced announced = documents.announced(500);
        JsonNode delivery = announced.delivery();

        HttpResponse<byte[]> answer = range(announced.uri(), range);

        assertThat(answer.statusCode()).isEqualTo(416);
        assertThat(answer.headers().firstValue("Content-Range"))
                .contains("bytes */" + delivery.path("sealedSize").asLong(0));
        assertThat(announced.opens(delivery, ask("GET", announced.uri()).body()))
                .isTrue();
    }

    /** Programs find their place by the file they have, and say nothing of an ETag. */
    @ParameterizedTest
    @EnumSource(Downloader.class)
    void goesOnWhereAProgramWasKilled(Downloader program) throws Exception {
        SharedDocuments.Announced announced = documents.announced(8 << 20);
        JsonNode delivery = announced.delivery();
        URI uri = announced.uri();
        long size = delivery.path("sealedSize").asLong(0);
        Path file = folder.resolve("scan.sealed");
        if (!program.isHere()) {
            assertThat(System.getenv("CONSENTRY_CI"))
                    .as("continuous integration has %s", program)
                    .isNull();
            // Said, since a run that left it out looks like one that passed.
            System.out.println("NOT RUN: no " + program + " on this machine to resume a download with");
            return;
        }
        Files.write(file, BrokenFetch.of(uri, token(), size * 3 / 10));

        program.goOn(uri, token(), file);

        assertThat(Files.size(file)).isEqualTo(size);
        assertThat(announced.opens(delivery, Files.readAllBytes(file))).isTrue();
        assertThat(ask("GET", uri).statusCode()).isEqualTo(410);
        assertThat(range(uri, "0-10").statusCode()).isEqualTo(410);
    }

    /** What the kernel took for a client that is gone before it has read it has not been delivered. */
    @ParameterizedTest(name = "{1} % of {0} bytes")
    @CsvSource({"1000, 0", "1000, 99", "300000, 50", "8388608, 0", "8388608, 99"})
    void worksAgainAfterAClientWasKilledThoughEverythingWasWritten(int size, int percent) throws Exception {
        SharedDocuments.Announced announced = documents.announced(size);
        JsonNode delivery = announced.delivery();
        URI uri = announced.uri();
        BrokenFetch.of(uri, token(), delivery.path("sealedSize").asLong(0) * percent / 100);

        HttpResponse<byte[]> again = ask("GET", uri);
        for (int i = 0; i < 60 && again.statusCode() == 409; i++) {
            again = ask("GET", uri);
        }

        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(announced.opens(delivery, again.body())).isTrue();
        assertThat(ask("GET", uri).statusCode()).isEqualTo(410);
    }

    /** A node that died has not put down how far it came; the client knows. */
    @Test
    void goesOnAfterTheGatewayThatServedItHasDied() throws Exception {
        SharedDocuments.Announced announced = documents.announced(200_000);
        JsonNode delivery = announced.delivery();
        URI uri = announced.uri();
        byte[] begin = range(uri, "0-65535").body();
        String died = "update delivery set state = 'CLAIMED', claim = gen_random_uuid(), sent = 0, "
                + "lease_until = now() + interval '%s s' where id = :id";
        JdbcClient jdbc = JdbcClient.create(gateway.database.dataSource());
        jdbc.sql(died.formatted("60")).param("id", announced.id()).update();
        assertThat(range(uri, "65536-").statusCode()).isEqualTo(409);
        jdbc.sql(died.formatted("-1")).param("id", announced.id()).update();

        HttpResponse<byte[]> rest = range(uri, "65536-");

        assertThat(rest.statusCode()).isEqualTo(206);
        assertThat(announced.opens(delivery, joined(List.of(begin, rest.body()))))
                .isTrue();
        assertThat(range(uri, "65536-").statusCode()).isEqualTo(410);
    }

    @Test
    void describesAndCountsNothing() throws Exception {
        SharedDocuments.Announced announced = documents.announced(1000);
        URI uri = announced.uri();
        long size = announced.delivery().path("sealedSize").asLong(0);

        for (int i = 0; i < 3; i++) {
            HttpResponse<byte[]> head = ask("HEAD", uri);
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(size);
            assertThat(head.headers().firstValue("Accept-Ranges")).contains("bytes");
        }

        assertThat(ask("GET", uri).statusCode()).isEqualTo(200);
        assertThat(ask("HEAD", uri).statusCode()).isEqualTo(410);
    }

    @Test
    void isSpentByTheLastOfItsPieces() throws Exception {
        SharedDocuments.Announced announced = documents.announced(300_000);
        JsonNode delivery = announced.delivery();
        URI uri = announced.uri();
        long size = delivery.path("sealedSize").asLong(0);
        List<byte[]> pieces = new ArrayList<>();
        for (long at = 0; at < size; at += 100_000) {
            HttpResponse<byte[]> piece = range(uri, at + "-" + (at + 99_999));
            assertThat(piece.statusCode()).isEqualTo(206);
            assertThat(piece.headers().firstValue("Content-Range"))
                    .contains("bytes " + at + "-" + Math.min(size - 1, at + 99_999) + "/" + size);
            pieces.add(piece.body());
        }

        assertThat(announced.opens(delivery, joined(pieces))).isTrue();
        assertThat(range(uri, "0-99999").statusCode()).isEqualTo(410);
    }

    @Test
    void sendsTheWholeToWhoHasAPieceOfSomethingElse() throws Exception {
        SharedDocuments.Announced announced = documents.announced(1000);
        JsonNode delivery = announced.delivery();
        assertThat(range(announced.uri(), "0-9").statusCode()).isEqualTo(206);

        HttpResponse<byte[]> answer =
                ask("GET", announced.uri(), "Range", "bytes=10-", "If-Range", "\"of another day\"");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(announced.opens(delivery, answer.body())).isTrue();
    }

    /** Two at once would be two fetches: the second waits a moment, and is told that it is not the first. */
    @Test
    void servesOnePieceAtATime() throws Exception {
        SharedDocuments.Announced announced = documents.announced(16 << 20);
        JsonNode delivery = announced.delivery();
        URI uri = announced.uri();
        byte[] begin;
        try (BrokenFetch fetching = BrokenFetch.begin(uri, token())) {
            begin = fetching.read(100_000);
            assertThat(range(uri, "100000-").statusCode()).isEqualTo(409);
            assertThat(ask("GET", uri).statusCode()).isEqualTo(409);
        }

        HttpResponse<byte[]> rest = range(uri, "100000-");
        for (int i = 0; i < 60 && rest.statusCode() == 409; i++) {
            rest = range(uri, "100000-");
        }

        assertThat(rest.statusCode()).isEqualTo(206);
        assertThat(announced.opens(delivery, joined(List.of(begin, rest.body()))))
                .isTrue();
    }

    /** What eight get at once is theirs in turn or refused; what they got together, or the whole afterwards, opens. */
    @Test
    void losesNothingToADownloadManagerWithEightRanges() throws Exception {
        SharedDocuments.Announced announced = documents.announced(4 << 20);
        JsonNode delivery = announced.delivery();
        URI uri = announced.uri();
        long size = delivery.path("sealedSize").asLong(0);
        List<HttpResponse<byte[]>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HttpResponse<byte[]>>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String range = size * i / 8 + "-" + (size * (i + 1) / 8 - 1);
                all.add(threads.submit(() -> range(uri, range)));
            }
            for (Future<HttpResponse<byte[]>> each : all) {
                answers.add(each.get());
            }
        }
        assertThat(answers).allMatch(it -> List.of(206, 409, 416).contains(it.statusCode()));
        assertThat(answers.getFirst().statusCode()).isEqualTo(206);

        List<byte[]> pieces = new ArrayList<>(List.of(answers.getFirst().body()));
        for (int i = 1; i < 8; i++) {
            HttpResponse<byte[]> piece = answers.get(i).statusCode() == 206
                    ? answers.get(i)
                    : range(uri, size * i / 8 + "-" + (size * (i + 1) / 8 - 1));
            pieces.add(piece.body());
        }
        assertThat(announced.opens(delivery, joined(pieces))).isTrue();
    }

    private static byte[] joined(List<byte[]> pieces) {
        byte[] whole = new byte[pieces.stream().mapToInt(piece -> piece.length).sum()];
        int at = 0;
        for (byte[] piece : pieces) {
            System.arraycopy(piece, 0, whole, at, piece.length);
            at += piece.length;
        }
        return Arrays.copyOf(whole, at);
    }
}
