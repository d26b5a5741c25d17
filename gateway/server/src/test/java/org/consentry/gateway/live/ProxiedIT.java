package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Two gateways behind nginx with the file that is deployed: what the proxy must leave as it is. */
class ProxiedIT {
    private static final String READER = "hospital-b";
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static LiveGateway first;
    private static LiveGateway second;
    private static FrontDoor door;
    private static SharedDocuments documents;

    @BeforeAll
    static void start() throws Exception {
        if (!FrontDoor.isHere()) {
            assertThat(System.getenv("CONSENTRY_CI"))
                    .as("continuous integration has nginx")
                    .isNull();
            // Said, since a run that left it out looks like one that passed.
            System.out.println("NOT RUN: no nginx on this machine to put in front of two gateways");
            return;
        }
        int port = LiveGateway.freePort();
        Map<String, String> name = Map.of("gateway.base-url", "http://127.0.0.1:" + port);
        first = LiveGateway.startBehind(UnaryOperator.identity(), name);
        second = first.another(name);
        door = FrontDoor.before(port, first, second);
        documents = SharedDocuments.of(first, READER);
    }

    @AfterAll
    static void stop() throws Exception {
        if (door != null) {
            door.close();
            second.close();
            first.close();
        }
    }

    private static HttpResponse<byte[]> get(URI uri) throws Exception {
        return HTTP.send(
                first.request(first.member(READER), uri.toString()).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static HttpResponse<byte[]> untilFree(URI uri) throws Exception {
        HttpResponse<byte[]> answer = get(uri);
        for (int i = 0; i < 60 && answer.statusCode() == 409; i++) {
            answer = get(uri);
        }
        return answer;
    }

    private static boolean isLeftOut() {
        return door == null;
    }

    @Test
    void aSignatureSurvivesAndAUriIsGoodOnce() throws Exception {
        if (isLeftOut()) {
            return;
        }
        SharedDocuments.Announced announced = documents.announced(300_000);
        JsonNode delivery = announced.delivery();
        URI uri = announced.uri();

        assertThat(uri.getAuthority()).isEqualTo(door.address().getAuthority());
        assertThat(HTTP.send(
                                first.request(first.member(READER), uri.toString())
                                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                                        .build(),
                                HttpResponse.BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<byte[]> answer = get(uri);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(announced.opens(delivery, answer.body())).isTrue();
        assertThat(get(uri).statusCode()).isEqualTo(410);
    }

    @Test
    void oneOfManyIsGivenIt() throws Exception {
        if (isLeftOut()) {
            return;
        }
        URI uri = documents.announced(2_000).uri();
        CyclicBarrier together = new CyclicBarrier(20);
        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> gets = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                gets.add(threads.submit(() -> {
                    together.await();
                    return get(uri).statusCode();
                }));
            }
            for (Future<Integer> each : gets) {
                statuses.add(each.get());
            }
        }
        assertThat(statuses).containsOnlyOnce(200).allMatch(it -> it == 200 || it == 409 || it == 410);
    }

    /** What the kernels between hold may be megabytes; a client that is killed in the middle has not been served. */
    @ParameterizedTest(name = "{0} %")
    @ValueSource(ints = {0, 50})
    void aClientThatWasKilledMayComeAgain(int percent) throws Exception {
        SharedDocuments.Announced announced = documents.announced(16 << 20);
        JsonNode delivery = announced.delivery();
        URI uri = announced.uri();
        BrokenFetch.of(uri, first.member(READER), delivery.path("sealedSize").asLong(0) * percent / 100);

        HttpResponse<byte[]> again = untilFree(uri);

        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(announced.opens(delivery, again.body())).isTrue();
    }

    /** An event is with its listener at once, though the proxy's buffer is far from full. */
    @Test
    void eventsComeAsTheyHappen() throws Exception {
        if (isLeftOut()) {
            return;
        }
        HttpResponse<InputStream> answer = HTTP.send(
                first.request(first.member(READER), door.at("/events")).GET().build(),
                HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        try (InputStream stream = answer.body()) {
            StringBuilder heard = new StringBuilder();
            heard.append((char) stream.read());
            documents.announced(1_000);
            while (heard.indexOf("attachment-ready") < 0) {
                int next = stream.read();
                assertThat(next).as(heard.toString()).isNotNegative();
                heard.append((char) next);
            }
        }
    }

    /** Beyond any bound that a proxy has by itself, and not by way of a file. */
    @Test
    void largeContentGoesThrough() throws Exception {
        if (isLeftOut()) {
            return;
        }
        long size = 100L << 20;
        byte[] block = new byte[1 << 20];
        HttpResponse<String> answer = HTTP.send(
                first.request(
                                first.member("hospital-a"),
                                door.at("/fhir/Binary"),
                                "Content-Type",
                                "image/png",
                                "X-Security-Context",
                                "Patient/p")
                        .POST(HttpRequest.BodyPublishers.fromPublisher(
                                HttpRequest.BodyPublishers.ofByteArrays(
                                        java.util.Collections.nCopies((int) (size / block.length), block)),
                                size))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    /** The link to the next page holds the query it belongs to. */
    @Test
    void aPageOfALongQueryHasANextOne() throws Exception {
        if (isLeftOut()) {
            return;
        }
        String owner = first.member("hospital-a");
        for (int i = 0; i < 3; i++) {
            LiveGateway.expect(
                    first.put(
                            owner,
                            "/fhir/Basic/b" + i,
                            "{'resourceType':'Basic','id':'b" + i
                                    + "','code':{'text':'x'},'subject':{'reference':'Patient/p'}}"),
                    201);
        }
        String ids = "b0,b1,b2," + "unknown-id-of-some-length,".repeat(500);
        HttpResponse<String> page = HTTP.send(
                first.request(
                                owner,
                                door.at("/fhir/Basic/_search"),
                                "Content-Type",
                                "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("_count=1&_id=" + ids))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        String next = page.body().replaceAll("(?s).*\"next\",\"url\":\"([^\"]+)\".*", "$1");

        assertThat(next).hasSizeGreaterThan(10_000).startsWith(door.address().toString());
        assertThat(HTTP.send(first.request(owner, next).build(), HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void nothingIsSmuggledThrough() {
        if (isLeftOut()) {
            return;
        }
        RawDoor raw = new RawDoor(door.address());
        String hidden = "GET /fhir/metadata HTTP/1.1\r\nHost: x\r\n\r\n";
        for (String both : List.of(
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                "Content-Length: 0\r\nContent-Length: 5\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n")) {
            RawDoor.Said said = raw.say("POST /fhir HTTP/1.1\r\nHost: x\r\n" + both + "\r\n0\r\n\r\n" + hidden);

            assertThat(said.statuses()).as(said.text()).hasSize(1).allMatch(status -> status >= 400);
        }
        RawDoor.Said upgraded = raw.say(String.join(
                "\r\n",
                "GET /events HTTP/1.1",
                "Host: x",
                "Connection: Upgrade, close",
                "Upgrade: websocket",
                "Sec-WebSocket-Key: x",
                "Sec-WebSocket-Version: 13",
                "",
                ""));
        assertThat(upgraded.statuses()).doesNotContain(101);
    }

    /** A gateway that is away is not asked, and what stands in the address of the request is in no log. */
    @Test
    void theOtherGatewayGoesOnAndNoLogHoldsAQuery() throws Exception {
        if (isLeftOut()) {
            return;
        }
        try (LiveGateway gone = first.another(Map.of("gateway.base-url", "http://127.0.0.1:1"));
                FrontDoor other = FrontDoor.before(LiveGateway.freePort(), first, gone)) {
            gone.context().close();
            for (int i = 0; i < 6; i++) {
                assertThat(HTTP.send(
                                        first.request(
                                                        first.member(READER),
                                                        other.at("/fhir/Patient?identifier=secret-number"))
                                                .build(),
                                        HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(200);
            }
            assertThat(other.log()).contains(" GET 200 ").doesNotContain("secret-number", "identifier", "Bearer");
        }
    }
}
