package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.consentry.gateway.FaultyStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** What can go wrong between a one-time URI and its last byte, over two gateways and a store that fails when told. */
class DeliveryFaultsIT {
    private static final String READER = "hospital-b";
    private static FaultyStore store;
    private static LiveGateway first;
    private static LiveGateway second;
    private static SharedDocuments documents;
    private static int number;

    @BeforeAll
    static void start() {
        first = LiveGateway.startBehind(real -> {
            store = new FaultyStore(real);
            return store.endpoint();
        });
        second = first.another();
        documents = SharedDocuments.of(first, READER);
    }

    @AfterAll
    static void stop() {
        second.close();
        first.close();
        store.close();
    }

    private static HttpResponse<byte[]> get(URI uri, String... headers) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        first.request(first.member(READER), uri.toString(), headers)
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
    }

    /** The signature covers the public host; in front of two nodes stands one name. */
    private static HttpResponse<byte[]> getAt(LiveGateway node, URI uri) throws IOException, InterruptedException {
        String path = uri.getRawPath() + "?" + uri.getRawQuery();
        return HttpClient.newHttpClient()
                .send(node.request(first.member(READER), path).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static HttpResponse<byte[]> untilFree(URI uri) throws IOException, InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
        HttpResponse<byte[]> answer = get(uri);
        while (answer.statusCode() == 409 && System.nanoTime() < end) {
            answer = get(uri);
        }
        return answer;
    }

    @ParameterizedTest(name = "{0} at once over two gateways")
    @ValueSource(ints = {2, 30})
    void givesTheContentToOneOfManyGetsWhicheverNodeTheyReach(int parallel) throws Exception {
        for (int round = 0; round < 5; round++) {
            URI uri = documents.announced(50).uri();
            CyclicBarrier together = new CyclicBarrier(parallel);
            List<Integer> statuses = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<Integer>> gets = new ArrayList<>();
                for (int i = 0; i < parallel; i++) {
                    LiveGateway node = i % 2 == 0 ? first : second;
                    gets.add(threads.submit(() -> {
                        together.await();
                        return getAt(node, uri).statusCode();
                    }));
                }
                for (Future<Integer> each : gets) {
                    statuses.add(each.get());
                }
            }
            assertThat(statuses).containsOnlyOnce(200).allMatch(it -> it == 200 || it == 409 || it == 410);
        }
    }

    @ParameterizedTest(name = "after {0} %")
    @ValueSource(ints = {0, 50})
    void worksAgainAfterTheClientWasKilled(int percent) throws Exception {
        SharedDocuments.Announced announced = documents.announced(16 << 20);
        JsonNode delivery = announced.delivery();
        URI uri = announced.uri();
        BrokenFetch.of(uri, first.member(READER), delivery.path("sealedSize").asLong(0) * percent / 100);

        HttpResponse<byte[]> again = untilFree(uri);

        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(announced.opens(delivery, again.body())).isTrue();
        assertThat(get(uri).statusCode()).isEqualTo(410);
    }

    @Test
    void isSpentWithTheLastByteEvenIfTheClientIsKilledThen() throws Exception {
        SharedDocuments.Announced announced = documents.announced(1 << 20);
        URI uri = announced.uri();

        assertThat(get(uri).statusCode()).isEqualTo(200);
        assertThat(get(uri).statusCode()).isEqualTo(410);
        assertThat(first.get(first.member(READER), "/deliveries/" + announced.id())
                        .statusCode())
                .isEqualTo(410);
    }

    /** A client that has everything and closes nothing, and a gateway that is stopped before it has given up waiting. */
    @Test
    void aGatewayThatStopsHasPutDownWhatItSent() throws Exception {
        SharedDocuments.Announced announced = documents.announced(1000);
        long size = announced.delivery().path("sealedSize").asLong(0);
        URI uri = announced.uri();
        LiveGateway third = first.another();
        URI there = third.request("", uri.getRawPath() + "?" + uri.getRawQuery())
                .build()
                .uri();
        try (BrokenFetch fetch = BrokenFetch.begin(there, first.member(READER))) {
            assertThat(fetch.read(size)).hasSize((int) size);

            third.close();

            assertThat(getAt(second, uri).statusCode()).isEqualTo(410);
        }
    }

    /** The row says CLAIMED by a node that is gone: when the lease is over, the same URI works at the other. */
    @Test
    void worksAgainAfterTheGatewayThatServedItHasDied() throws Exception {
        SharedDocuments.Announced announced = documents.announced(1000);
        JsonNode delivery = announced.delivery();
        String died =
                "update delivery set state = 'CLAIMED', claim = gen_random_uuid(), lease_until = now() + interval "
                        + "'%s s' where id = :id";
        JdbcClient jdbc = JdbcClient.create(first.database.dataSource());
        jdbc.sql(died.formatted("60")).param("id", announced.id()).update();
        assertThat(getAt(second, announced.uri()).statusCode()).isEqualTo(409);
        jdbc.sql(died.formatted("-1")).param("id", announced.id()).update();

        HttpResponse<byte[]> answer = getAt(second, announced.uri());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(announced.opens(delivery, answer.body())).isTrue();
    }

    @Test
    void staysUsableWhenTheStoreBreaksOffMidway() throws Exception {
        SharedDocuments.Announced announced = documents.announced(4 << 20);
        JsonNode delivery = announced.delivery();
        URI uri = announced.uri();
        store.cutAfter(1 << 20);

        byte[] part = {};
        try {
            part = get(uri).body();
        } catch (IOException cut) {
            assertThat(cut).isNotNull();
        }

        assertThat(part.length).isLessThan(announced.content().length);
        assertThat(announced.opens(delivery, untilFree(uri).body())).isTrue();
    }

    @Test
    void answersBusyAndSpendsNothingWhileTheStoreIsAway() throws Exception {
        SharedDocuments.Announced announced = documents.announced(1000);
        JsonNode delivery = announced.delivery();
        URI uri = announced.uri();
        store.fail("GET", 20);
        assertThat(get(uri).statusCode()).isEqualTo(503);
        store.fail("", 0);

        assertThat(announced.opens(delivery, untilFree(uri).body())).isTrue();
    }

    @Test
    void promisesNothingWhileTheStoreIsAway() {
        int before = first.ids(first.member("hospital-a"), "DocumentReference?_count=1000")
                .size();
        byte[] content = {1, 2, 3, (byte) ++number};
        store.fail("", 1000);

        HttpResponse<String> inline = documents.hand(content);
        HttpResponse<String> raw =
                first.send(first.request(first.member("hospital-a"), "/fhir/Binary", "X-Security-Context", "Patient/p")
                        .header("Content-Type", "image/png")
                        .POST(java.net.http.HttpRequest.BodyPublishers.ofByteArray(content)));
        store.fail("", 0);

        assertThat(inline.statusCode()).isEqualTo(503);
        assertThat(raw.statusCode()).isEqualTo(503);
        assertThat(first.ids(first.member("hospital-a"), "DocumentReference?_count=1000"))
                .hasSize(before);
        assertThat(documents.hand(content).statusCode()).isEqualTo(201);
    }

    /** What a sender calls a file never comes near a header: the answer names none. */
    @Test
    void putsNothingOfTheSendersIntoHeaders() throws Exception {
        String evil = "text/plain\\r\\nSet-Cookie: x=1";
        HttpResponse<String> answer = first.post(
                first.member("hospital-a"),
                "/fhir/DocumentReference",
                "{'resourceType':'DocumentReference','status':'current','subject':{'reference':'Patient/p'},'content':["
                        + "{'attachment':{'contentType':'" + evil + "','title':'a\\r\\nb.pdf','data':'AAAA'}}]}");
        assertThat(answer.statusCode()).isIn(201, 400, 422);
        SharedDocuments.Announced announced = documents.announced(10);

        HttpResponse<byte[]> fetched = get(announced.uri());

        assertThat(fetched.headers().firstValue("Content-Type")).contains("application/octet-stream");
        assertThat(fetched.headers().firstValue("Content-Disposition")).contains("attachment");
        assertThat(fetched.headers().firstValue("Set-Cookie")).isEmpty();
    }

    /** Ten megabytes of nothing in ten kilobytes: what is stored is as long as what came, and nobody looks inside. */
    @Test
    void storesAZipBombAsItIsAndNeverExpandsIt() throws Exception {
        java.io.ByteArrayOutputStream packed = new java.io.ByteArrayOutputStream();
        try (java.util.zip.GZIPOutputStream gzip = new java.util.zip.GZIPOutputStream(packed)) {
            gzip.write(new byte[10_000_000]);
        }
        byte[] bomb = packed.toByteArray();

        HttpResponse<String> stored = upload(bomb, "application/gzip");
        HttpResponse<String> asEncoding = upload(bomb, "text/plain", "Content-Encoding", "gzip");

        assertThat(stored.statusCode()).isEqualTo(201);
        assertThat(asEncoding.statusCode()).isBetween(400, 499);
        assertThat(JdbcClient.create(first.database.dataSource())
                        .sql("select size from sealed_content where content_type = 'application/gzip'")
                        .query(Long.class)
                        .list())
                .containsOnly((long) bomb.length);
    }

    /** A page that calls itself a picture, and a picture that is a page, come as bytes that no browser runs. */
    @Test
    void letsNoBrowserRunWhatASenderCallsByAnotherName() throws Exception {
        byte[] page = ("<script>alert(" + ++number + ")</script>").getBytes(java.nio.charset.StandardCharsets.UTF_8);
        HttpResponse<String> stored = upload(page, "text/html");
        String id = LiveGateway.JSON
                .readTree(stored.body())
                .path("id")
                .asString(stored.headers().firstValue("Location").orElse("").replaceAll(".*/Binary/([^/]+).*", "$1"));

        HttpResponse<byte[]> sealed = HttpClient.newHttpClient()
                .send(
                        first.request(
                                        first.patient("p"),
                                        "/fhir/Binary/" + id + "/$sealed",
                                        "Accept",
                                        "application/octet-stream")
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());

        assertThat(sealed.statusCode()).isEqualTo(200);
        assertThat(sealed.headers().firstValue("Content-Type")).contains("application/octet-stream");
        assertThat(sealed.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(new String(sealed.body(), java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("script");
    }

    private static HttpResponse<String> upload(byte[] content, String type, String... more) {
        String[] headers = java.util.stream.Stream.concat(
                        java.util.stream.Stream.of("X-Security-Context", "Patient/p"), java.util.Arrays.stream(more))
                .toArray(String[]::new);
        return first.send(first.request(first.member("hospital-a"), "/fhir/Binary", headers)
                .header("Content-Type", type)
                .POST(java.net.http.HttpRequest.BodyPublishers.ofByteArray(content)));
    }
}
