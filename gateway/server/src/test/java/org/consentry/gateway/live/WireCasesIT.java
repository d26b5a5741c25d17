package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What can be done with the bytes of HTTP itself: two lengths in one request, another host in a header, a path of another
 * spelling, a body that inflates or never ends. Nothing of it opens a door, is believed, or keeps others waiting.
 */
class WireCasesIT {
    private static final String GATEWAY_HOST = "Host: gateway.test\r\n";

    private static OpenCases world;
    private static RawDoor door;
    private static String reader;
    private static String owner;

    @BeforeAll
    static void start() {
        world = OpenCases.start();
        door = RawDoor.of(world.gateway);
        reader = "Authorization: Bearer " + world.gateway.member("hospital-b") + "\r\n";
        owner = "Authorization: Bearer " + world.gateway.member("hospital-a") + "\r\n";
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static DynamicTest refused(String name, String bytes) {
        return DynamicTest.dynamicTest(name, () -> {
            RawDoor.Said said = door.say(bytes);

            assertThat(said.statuses()).as(said.text()).allMatch(status -> status >= 400);
            assertThat(said.closed()).as("the line is closed: " + said.text()).isTrue();
            assertThat(said.text()).doesNotContain(OpenCases.SECRET, "Exception", "at org.");
        });
    }

    /** Of a request whose end two servers could see in two places, nothing after the first end is a request. */
    @TestFactory
    Stream<DynamicTest> nothingIsSmuggledBehindARequest() {
        String hidden = "GET /fhir/Observation/open-7 HTTP/1.1\r\n" + GATEWAY_HOST + reader + "\r\n";
        String post = "POST /fhir/Observation/_search HTTP/1.1\r\n" + GATEWAY_HOST + reader
                + "Content-Type: application/x-www-form-urlencoded\r\n";
        return Stream.of(
                        List.of("two lengths", post + "Content-Length: 0\r\nContent-Length: 4\r\n\r\n" + hidden),
                        List.of("two lengths in one", post + "Content-Length: 0, 4\r\n\r\n" + hidden),
                        List.of("a length with a sign", post + "Content-Length: +0\r\n\r\n" + hidden),
                        List.of("a length below nothing", post + "Content-Length: -1\r\n\r\n" + hidden),
                        List.of("a space before the colon", post + "Content-Length : 0\r\n\r\n" + hidden),
                        List.of("an unknown coding", post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + hidden),
                        List.of(
                                "chunks twice",
                                post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"
                                        + hidden),
                        List.of(
                                "a chunk that is longer than it says",
                                post + "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n" + hidden),
                        List.of(
                                "a chunk of too many digits",
                                post + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n\r\n" + hidden),
                        List.of("a bare return in a header", post + "X-A: b\rContent-Length: 0\r\n\r\n" + hidden),
                        List.of("no byte that is text", post + "X-A: b\0c\r\nContent-Length: 0\r\n\r\n" + hidden),
                        List.of("no host", post.replace(GATEWAY_HOST, "") + "Content-Length: 0\r\n\r\n" + hidden),
                        List.of("two hosts", post + "Host: other.test\r\nContent-Length: 0\r\n\r\n" + hidden),
                        List.of(
                                "a host that is none",
                                post.replace("gateway.test", "gate way/x") + "Content-Length: 0\r\n\r\n" + hidden),
                        List.of("another protocol", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
                        List.of("a version that is none", "GET /fhir/metadata HTTP/9.9\r\n" + GATEWAY_HOST + "\r\n"))
                .map(it -> refused(it.getFirst(), it.getLast()));
    }

    /** Of a length and chunks the chunks count (RFC 9112, 6.3), and nothing is read behind them. */
    @TestFactory
    Stream<DynamicTest> afterALengthAndChunksTheLineEnds() {
        String hidden = "GET /fhir/Observation/open-7 HTTP/1.1\r\n" + GATEWAY_HOST + reader + "\r\n";
        String post = "POST /fhir/Observation/_search HTTP/1.1\r\n" + GATEWAY_HOST + reader
                + "Content-Type: application/x-www-form-urlencoded\r\n";
        return Stream.of(
                        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
                        "Transfer-Encoding: chunked\r\nContent-Length: " + (5 + hidden.length()) + "\r\n")
                .map(both -> DynamicTest.dynamicTest(both.strip(), () -> {
                    RawDoor.Said said = door.say(post + both + "\r\n0\r\n\r\n" + hidden);

                    assertThat(said.statuses()).as(said.text()).hasSize(1);
                    assertThat(said.closed()).isTrue();
                }));
    }

    /** Headers by which a proxy's rules are turned: the method, the path and the host are those of the request line. */
    @TestFactory
    Stream<DynamicTest> noHeaderIsAnotherRequest() {
        String none = "/fhir/Observation/" + OpenCases.UNKNOWN;
        return Stream.of("X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Path", "X-Forwarded-Prefix", "X-Original-URI")
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    HttpResponse<String> answer =
                            world.get(world.gateway.member("hospital-b"), none, name, "/fhir/Observation/open-7");

                    assertThat(answer.statusCode()).isEqualTo(404);
                }));
    }

    @TestFactory
    Stream<DynamicTest> noHeaderIsAnotherMethod() {
        String path = "/fhir/Observation/open-7";
        return Stream.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "_method")
                .flatMap(name -> Stream.of("GET", "POST")
                        .map(method -> DynamicTest.dynamicTest(method + name, () -> {
                            String query = name.startsWith("_") ? "?_method=DELETE" : "";
                            HttpResponse<String> answer = world.send(
                                    world.gateway.member("hospital-a"),
                                    method,
                                    path + query,
                                    "",
                                    name.startsWith("_") ? "X-None" : name,
                                    "DELETE");

                            assertThat(answer.statusCode()).isIn(200, 400, 405);
                            assertThat(world.get(world.gateway.member("hospital-a"), path)
                                            .statusCode())
                                    .isEqualTo(200);
                        })));
    }

    /** A link with a stranger's name in it would carry the next request, and its token, to the stranger. */
    @TestFactory
    Stream<DynamicTest> noHeaderPutsItsHostIntoALink() {
        String evil = "evil.test";
        return Stream.of(
                        List.of("Host: " + evil, "GET", "/fhir/Observation?_count=1"),
                        List.of("Host: " + evil, "GET", "/fhir/metadata"),
                        List.of("Host: " + evil, "GET", "/fhir/.well-known/smart-configuration"),
                        List.of("Host: " + evil, "GET", "/consent/callback?state=x&code=y"),
                        List.of("Host: " + evil, "GET", "/ledger/policy"),
                        List.of("X-Forwarded-Host: " + evil, "GET", "/fhir/Observation?_count=1"),
                        List.of("X-Forwarded-Host: " + evil, "GET", "/consent/callback?state=x&code=y"),
                        List.of("Forwarded: host=" + evil + ";proto=https", "GET", "/fhir/Observation?_count=1"),
                        List.of("X-Forwarded-Server: " + evil, "GET", "/openapi.json"),
                        List.of("X-Forwarded-Proto: javascript", "GET", "/consent/callback?state=x&code=y"))
                .map(it -> DynamicTest.dynamicTest(String.join(" ", it), () -> {
                    String host = it.getFirst().startsWith("Host") ? "" : GATEWAY_HOST;
                    RawDoor.Said said = door.say(it.get(1) + " " + it.get(2) + " HTTP/1.1\r\n" + host + it.getFirst()
                            + "\r\n" + owner + "Connection: close\r\n\r\n");

                    assertThat(said.statuses()).as(said.text()).hasSize(1);
                    assertThat(said.text()).doesNotContain(evil, "javascript:");
                }));
    }

    /** The absolute form of a request names a host too. */
    @Test
    void aRequestLineWithAHostOfItsOwnChangesNoLink() {
        RawDoor.Said said = door.say("GET http://evil.test/fhir/Observation?_count=1 HTTP/1.1\r\nHost: evil.test\r\n"
                + owner + "Connection: close\r\n\r\n");

        assertThat(said.text()).doesNotContain("evil.test");
    }

    /** What a proxy lets through as one path must not be another one here. */
    @TestFactory
    Stream<DynamicTest> noSpellingOfAPathOpensAnother() {
        return Stream.of(
                        "/fhir/Observation/open-7;v=1",
                        "/fhir;/Observation/open-7",
                        "/fhir/Observation%2Fopen-7",
                        "/fhir/Observation%252Fopen-7",
                        "/fhir/%2e%2e/actuator/prometheus",
                        "/fhir/..;/actuator/prometheus",
                        "/fhir/metadata/../Observation/open-7",
                        "/fhir/metadata;/../Observation/open-7",
                        "/fhir/metadata%2f..%2fObservation%2fopen-7",
                        "/fhir/metadata/%2e%2e/Observation/open-7",
                        "/fhir\\Observation\\open-7",
                        "/fhir/%5cObservation",
                        "/fhir/Observation/open-7%00",
                        "/fhir/Observation/open-7%0d%0aX:y",
                        "//fhir/Observation/open-7",
                        "/./fhir/Observation/open-7",
                        "/.well-known/../fhir/Observation/open-7",
                        "/.well-known/%2e%2e/fhir/Observation/open-7",
                        "/actuator/health/../prometheus",
                        "/actuator/health/%2e%2e/prometheus",
                        "/actuator;a=b/prometheus",
                        "/ACTUATOR/prometheus",
                        "/actuator/prometheus/",
                        "/actuator/prometheus.json",
                        "/ledger/tile/../entries",
                        "/ledger/tile/%2e%2e/entries",
                        "/operator//ledger",
                        "/operator/ledger/",
                        "/Operator/ledger",
                        "/internal/../operator/ledger",
                        "/fhir/Observation/open-7/",
                        "/fhir/Observation/open-7?a",
                        "/FHIR/Observation/open-7",
                        "/fhir/Observation/%6fpen-7",
                        "/f%68ir/Observation/open-7")
                .map(path -> DynamicTest.dynamicTest(path, () -> {
                    RawDoor.Said said =
                            door.say("GET " + path + " HTTP/1.1\r\n" + GATEWAY_HOST + "Connection: close\r\n\r\n");

                    assertThat(said.text()).doesNotContain(OpenCases.SECRET, "jvm_", "\"publishing\"");
                    assertThat(said.statuses()).as(said.text()).allMatch(status -> status >= 400 || isPortal(said));
                }));
    }

    /** The portal's first page, which everybody may have. */
    private static boolean isPortal(RawDoor.Said said) {
        return said.statuses().equals(List.of(200)) && said.text().contains("<!doctype html>");
    }

    @TestFactory
    Stream<DynamicTest> whatOperatesTheGatewayIsNotServed() {
        return Stream.of(
                        "",
                        "/env",
                        "/heapdump",
                        "/threaddump",
                        "/beans",
                        "/mappings",
                        "/configprops",
                        "/loggers",
                        "/shutdown",
                        "/httpexchanges",
                        "/flyway",
                        "/scheduledtasks",
                        "/metrics",
                        "/prometheus")
                .flatMap(name -> Stream.of("", world.gateway.member("hospital-a"), world.gateway.patient("victim-7"))
                        .map(token -> DynamicTest.dynamicTest(
                                name + (token.isEmpty() ? " by nobody" : " by a caller"),
                                () -> assertThat(world.get(token, "/actuator" + name)
                                                .statusCode())
                                        .isIn(401, 403, 404))));
    }

    @Test
    void healthTellsNothingButThatItIsWell() {
        assertThat(world.get("", "/actuator/health").body()).doesNotContain("components", "postgres", "details");
        assertThat(world.get("", "/actuator/health/db").statusCode()).isIn(401, 404);
    }

    /** One name twice is asked twice, and neither is lost; what may come once is refused twice. */
    @TestFactory
    Stream<DynamicTest> noParameterHidesAnother() {
        String b = world.gateway.member("hospital-b");
        return Stream.of(
                        "patient=victim-7&patient=other-7",
                        "_id=others-7&_id=open-7",
                        "_summary=true&_summary=false&_id=others-7",
                        "_count=1&_count=1000&_id=others-7",
                        "_format=json&_format=xml&_id=others-7",
                        "_elements=code&_elements=subject&_id=others-7",
                        "_page=x&_page=y",
                        "_total=none&_total=accurate&_id=others-7")
                .map(query -> DynamicTest.dynamicTest(query, () -> {
                    HttpResponse<String> answer = world.get(b, "/fhir/Observation?" + query);

                    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 400);
                    assertThat(answer.body()).doesNotContain(OpenCases.SECRET);
                }));
    }

    /** The same in the address and in the form of a search: both count. */
    @Test
    void aFormDoesNotWidenItsAddress() {
        HttpResponse<String> answer =
                world.send(world.gateway.member("hospital-b"), "POST", "/fhir/Observation/_search", "_id=open-7");
        HttpResponse<String> narrowed = world.gateway.send(world.gateway
                .request(world.gateway.member("hospital-b"), "/fhir/Observation/_search?_id=others-7")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("_id=open-7")));

        assertThat(answer.body()).contains("open-7");
        assertThat(narrowed.body()).doesNotContain("\"match\"");
    }

    private static byte[] zipped(long zeros) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            byte[] block = new byte[1 << 20];
            java.util.Arrays.fill(block, (byte) ' ');
            for (long left = zeros; left > 0; left -= block.length) {
                zip.write(block);
            }
        }
        return out.toByteArray();
    }

    /** A gigabyte in one megabyte, and one zipped twice. */
    @TestFactory
    Stream<DynamicTest> whatInflatesIsCutOff() throws IOException {
        byte[] bomb = zipped(1L << 30);
        return Stream.of(
                        "/fhir",
                        "/fhir/Observation",
                        "/fhir/$validate",
                        "/fhir/Binary",
                        "/intake/hl7v2",
                        "/intake/stu3")
                .flatMap(path -> Stream.of("gzip", "gzip, gzip", "deflate", "br", "zstd")
                        .map(coding -> DynamicTest.dynamicTest(path + " " + coding, () -> {
                            String type = path.endsWith("hl7v2") ? "x-application/hl7-v2+er7" : "application/fhir+json";
                            HttpResponse<String> answer = world.gateway.send(world.gateway
                                    .request(world.gateway.member("hospital-a"), path)
                                    .header("Content-Type", type)
                                    .header("Content-Encoding", coding)
                                    .POST(HttpRequest.BodyPublishers.ofByteArray(bomb)));

                            assertThat(answer.statusCode()).as(answer.body()).isIn(400, 413, 415, 422, 503);
                        })));
    }

    @TestFactory
    Stream<DynamicTest> aHeadTooLargeIsRefused() {
        return Stream.of(
                DynamicTest.dynamicTest("one header", () -> head("X-A: " + "a".repeat(140_000) + "\r\n")),
                DynamicTest.dynamicTest("many headers", () -> head("X-A: b\r\n".repeat(5_000))),
                DynamicTest.dynamicTest("many cookies", () -> head("Cookie: a=b\r\n".repeat(3_000))),
                DynamicTest.dynamicTest("a token", () -> head("Authorization: Bearer " + "a".repeat(10_000) + "\r\n")));
    }

    private static void head(String headers) {
        RawDoor.Said said =
                door.say("GET /fhir/metadata HTTP/1.1\r\n" + GATEWAY_HOST + headers + "Connection: close\r\n\r\n");
        assertThat(said.statuses()).as(said.text()).allMatch(status -> status >= 400);
    }

    /** More bodies that never end than there are threads, from nobody: whoever has a token is served meanwhile. */
    @TestFactory
    Stream<DynamicTest> nobodysBodiesThatNeverEndKeepNobodyWaiting() {
        return Stream.of("/fhir", "/internal/keycloak-events", "/events", "/intake/hl7v2", "/deliveries/x/ack", "/")
                .map(path -> DynamicTest.dynamicTest(path, () -> whileBodiesNeverEnd(path, "")));
    }

    /** The same from one caller who is known. */
    @TestFactory
    Stream<DynamicTest> oneCallersBodiesThatNeverEndKeepNobodyElseWaiting() {
        String stranger = "Authorization: Bearer " + world.stranger() + "\r\n";
        return Stream.of("/fhir", "/fhir/Binary", "/intake/hl7v2", "/deliveries/x/ack", "/proxy/answers")
                .map(path -> DynamicTest.dynamicTest(path, () -> whileBodiesNeverEnd(path, stranger)));
    }

    private static void whileBodiesNeverEnd(String path, String token) throws IOException {
        String type = path.endsWith("Binary") ? "image/png" : path.endsWith("v2") ? "text/plain" : "application/json";
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                Socket socket = door.open();
                socket.getOutputStream()
                        .write(("POST " + path + " HTTP/1.1\r\n" + GATEWAY_HOST + token + "Content-Type: " + type
                                        + "\r\nContent-Length: 100000\r\n\r\n{")
                                .getBytes(StandardCharsets.ISO_8859_1));
                slow.add(socket);
            }
            int status = world.get(world.gateway.member("hospital-b"), "/fhir/Observation/open-7")
                    .statusCode();

            assertThat(status).isEqualTo(200);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    /** A door that answers when there is something to do: more of its visitors than there are threads, of one member. */
    @Test
    void oneMembersWaitingProxiesKeepNobodyElseWaiting() throws IOException {
        List<Socket> waiting = new ArrayList<>();
        String request = "GET /proxy/work?wait=30 HTTP/1.1\r\n" + GATEWAY_HOST + "Authorization: Bearer "
                + world.stranger() + "\r\n\r\n";
        try {
            for (int i = 0; i < 300; i++) {
                Socket socket = door.open();
                socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
                waiting.add(socket);
            }
            long begun = System.nanoTime();

            assertThat(world.get(world.gateway.member("hospital-b"), "/fhir/Observation/open-7")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(System.nanoTime() - begun).isLessThan(25_000_000_000L);
        } finally {
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    /** Heads that never end, as many. */
    @Test
    void headsThatNeverEndKeepNobodyWaiting() throws IOException {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 400; i++) {
                Socket socket = door.open();
                socket.getOutputStream()
                        .write(("GET /fhir/metadata HTTP/1.1\r\n" + GATEWAY_HOST + "X-A: ")
                                .getBytes(StandardCharsets.ISO_8859_1));
                slow.add(socket);
            }

            assertThat(world.get(world.gateway.member("hospital-b"), "/fhir/Observation/open-7")
                            .statusCode())
                    .isEqualTo(200);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    /** No page of ours is shown inside another's, and no browser guesses what a body is. */
    @TestFactory
    Stream<DynamicTest> noPageIsFramed() {
        return Stream.of(
                        "/", "/sharing", "/signed-in", "/consent/callback?state=x&code=y", "/fhir/metadata", "/nowhere")
                .map(path -> DynamicTest.dynamicTest(path, () -> {
                    HttpResponse<String> answer = world.get("", path);

                    assertThat(answer.headers().firstValue("X-Frame-Options")).contains("DENY");
                    assertThat(answer.headers().firstValue("X-Content-Type-Options"))
                            .contains("nosniff");
                    assertThat(answer.headers()
                                    .firstValue("Content-Security-Policy")
                                    .orElse(""))
                            .contains("frame-ancestors 'none'", "object-src 'none'", "script-src 'self'")
                            .doesNotContain("unsafe-eval");
                }));
    }

    /** The way back from the identity provider leads into the portal and nowhere else. */
    @TestFactory
    Stream<DynamicTest> theWayBackLeadsNowhereElse() {
        return Stream.of(
                        "state=x&code=y&redirect_uri=https://evil.test",
                        "state=https://evil.test&error=access_denied",
                        "state=//evil.test&code=y&next=//evil.test",
                        "state=x%0d%0aLocation:%20https://evil.test&error=x",
                        "state=x&error=%3Cscript%3Eevil.test%3C/script%3E&error_description=evil.test",
                        "state=x&state=y&code=a&code=b&iss=https://evil.test",
                        "")
                .map(query -> DynamicTest.dynamicTest("?" + query, () -> {
                    HttpResponse<String> answer = world.get("", "/consent/callback?" + query);

                    assertThat(answer.statusCode()).isIn(303, 400);
                    assertThat(answer.headers().firstValue("Location").orElse("http://127.0.0.1"))
                            .startsWith("http://127.0.0.1")
                            .doesNotContain("evil.test");
                    assertThat(answer.body()).doesNotContain("evil.test", "<script");
                }));
    }

    /** A page of another origin may ask the FHIR doors with a token; no other door answers it. */
    @TestFactory
    Stream<DynamicTest> noOtherOriginReadsAnAnswer() {
        return Stream.of(
                        "/deliveries",
                        "/events",
                        "/operator/ledger",
                        "/consent/callback?state=x&code=y",
                        "/proxy/work",
                        "/")
                .flatMap(path -> Stream.of("https://evil.test", "null")
                        .map(origin -> DynamicTest.dynamicTest(path + " " + origin, () -> {
                            HttpResponse<?> answer = world.gateway.send(world.gateway
                                    .request("", path, "Origin", origin)
                                    .GET());

                            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                                    .isEmpty();
                            assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials"))
                                    .isEmpty();
                        })));
    }
}
