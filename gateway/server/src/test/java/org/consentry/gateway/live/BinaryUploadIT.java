package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.consentry.crypto.envelope.CiphertextRefused;
import org.consentry.crypto.umbral.SecretKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Content that is handed in as itself, through the doors of a whole gateway. */
class BinaryUploadIT {
    private static final String FHIR_BINARY = "/fhir/Binary";
    private static LiveGateway gateway;
    private static UmbralDevice device;
    private static String a;

    @BeforeAll
    static void start() {
        gateway = LiveGateway.start();
        a = gateway.member("hospital-a");
        for (String name : List.of("hospital-a", "hospital-b")) {
            LiveGateway.expect(
                    gateway.put(
                            gateway.service("operator", "system/*.cruds"),
                            "/fhir/Organization/" + name,
                            "{'resourceType':'Organization','id':'" + name + "','name':'" + name + "'}"),
                    201);
        }
        LiveGateway.expect(gateway.put(a, "/fhir/Patient/p", "{'resourceType':'Patient','id':'p'}"), 201);
        device = new UmbralDevice(gateway, "p");
        device.register();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static HttpResponse<String> upload(String token, byte[] body, String type, String... headers) {
        return gateway.send(gateway.request(token, FHIR_BINARY, headers)
                .header("Content-Type", type)
                .header("Accept", "application/fhir+json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    private static byte[] random(int size, int seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static String forPatient(byte[] body, String type) {
        return LiveGateway.expect(upload(a, body, type, "X-Security-Context", "Patient/p"), 201)
                .path("id")
                .asString("");
    }

    @Test
    void refusesContentOfAMemberThatMustSign() {
        HttpResponse<String> answer =
                upload(gateway.member(LiveGateway.SIGNING_MEMBER), random(10, 1), "application/octet-stream");

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("Bundle.signature");
    }

    @ParameterizedTest
    @CsvSource({
        "image/png, \u0089PNG and so on",
        "application/dicom; transfer-syntax=1.2.840.10008.1.2.4.50, DICM",
        "text/plain;charset=iso-8859-1, plain",
        "application/x-www-form-urlencoded, a=b&c=d",
        "multipart/form-data; boundary=x, --x--",
        "application/json, '[1,2,3]'",
        "application/fhir+json, '{\"resourceType\":\"Bundle\",\"type\":\"collection\"}'",
        "application/fhir+xml, '<Patient xmlns=\"http://hl7.org/fhir\"/>'",
        "text/xml, '<ClinicalDocument/>'"
    })
    void storesContentOfAnyMediaTypeAsItIsForThePatientAlone(String type, String text) throws IOException {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);

        HttpResponse<String> answer = upload(a, content, type, "X-Security-Context", "Patient/p");

        JsonNode binary = LiveGateway.expect(answer, 201);
        assertThat(answer.headers().firstValue("Location").orElse("")).contains("/fhir/Binary/");
        assertThat(binary.path("contentType").asString("")).isEqualTo(type);
        assertThat(binary.has("data")).isFalse();
        assertThat(binary.at("/_data/extension/0/valueBase64Binary").asString(""))
                .isEqualTo(Base64.getEncoder().encodeToString(sha256(content)));
        assertThat(device.open(binary.path("id").asString(""))).isEqualTo(content);
    }

    @Test
    void takesABinaryResourceForWhatItIs() throws IOException {
        String json = "{\"resourceType\":\"Binary\",\"contentType\":\"text/plain\",\"securityContext\":{\"reference\":"
                + "\"Patient/p\"},\"data\":\"aGVsbG8=\"}";

        String id = LiveGateway.expect(upload(a, json.getBytes(StandardCharsets.UTF_8), "application/fhir+json"), 201)
                .path("id")
                .asString("");

        assertThat(device.open(id)).isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void refusesWhatIsBrokenBeforeItIsContent() {
        byte[] some = random(10, 1);

        assertThat(upload(a, some, "application/fhir+json").statusCode()).isEqualTo(400);
        assertThat(upload(a, some, "not a type").statusCode()).isEqualTo(415);
        assertThat(upload(a, some, "image/png", "Content-Encoding", "gzip").statusCode())
                .isEqualTo(415);
        assertThat(upload(a, some, "image/png", "X-Security-Context", "Patient/../x")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void refusesWhoMayNotWriteBeforeReadingAnything() throws IOException {
        for (String token : List.of("", gateway.patient("p"), gateway.service("analyst", "system/*.cruds"))) {
            int status = statusOfHeadersAlone(token, "Content-Length: 1000000000");
            assertThat(status).as("token of %d characters", token.length()).isIn(401, 403);
        }
        String stranger = gateway.member("hospital-c");
        assertThat(statusOfHeadersAlone(stranger, "Content-Length: 100000000", "X-Security-Context: Patient/p"))
                .isEqualTo(403);
        assertThat(statusOfHeadersAlone(stranger, "Content-Length: 100000000", "X-Security-Context: Patient/none"))
                .isEqualTo(403);
    }

    @Test
    void refusesMoreThanTheLimitBeforeReadingAnything() throws IOException {
        assertThat(statusOfHeadersAlone(a, "Content-Length: 5368709121")).isEqualTo(413);
    }

    private static int statusOfHeadersAlone(String token, String... headers) throws IOException {
        try (Socket socket = raw(token, headers)) {
            socket.setSoTimeout(20_000);
            String line = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            return Integer.parseInt(line.substring(9));
        }
    }

    private static Socket raw(String token, String... headers) throws IOException {
        URI at = gateway.request("", FHIR_BINARY).build().uri();
        Socket socket = new Socket(at.getHost(), at.getPort());
        StringBuilder head = new StringBuilder(
                "POST /fhir/Binary HTTP/1.1\r\nHost: " + at.getAuthority() + "\r\nContent-Type: image/png\r\n");
        if (!token.isEmpty()) {
            head.append("Authorization: Bearer ").append(token).append("\r\n");
        }
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        socket.getOutputStream().write(head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @ParameterizedTest
    @CsvSource({"Content-Length: 60000000", "Transfer-Encoding: chunked"})
    void leavesNothingOfAnUploadThatBreaksOff(String framing) throws IOException {
        List<Path> objects = everyFile();
        long rows = rows();
        try (Socket socket = raw(a, framing)) {
            byte[] part = random(1 << 20, 3);
            for (int i = 0; i < 20; i++) {
                if (framing.startsWith("T")) {
                    socket.getOutputStream().write("100000\r\n".getBytes(StandardCharsets.US_ASCII));
                }
                socket.getOutputStream().write(part);
                if (framing.startsWith("T")) {
                    socket.getOutputStream().write("\r\n".getBytes(StandardCharsets.US_ASCII));
                }
            }
            assertThat(rows()).isEqualTo(rows + 1);
        }
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (rows() > rows && System.nanoTime() < end) {
            Thread.onSpinWait();
        }

        assertThat(rows()).isEqualTo(rows);
        assertThat(everyFile()).containsExactlyInAnyOrderElementsOf(objects);
    }

    private static List<Path> everyFile() {
        return gateway.objects.files("");
    }

    private static long rows() {
        return JdbcClient.create(gateway.database.dataSource())
                .sql("select count(*) from sealed_content")
                .query(Long.class)
                .single();
    }

    @Test
    void storesTheSameBytesOfAPatientOnce() throws IOException {
        byte[] content = random(300_000, 5);
        String first = forPatient(content, "image/png");
        int objects = gateway.objects.files("sealed").size();

        String second = forPatient(content, "image/png");

        assertThat(second).isNotEqualTo(first);
        assertThat(gateway.objects.files("sealed")).hasSize(objects);
        assertThat(device.open(second)).isEqualTo(content);
    }

    @Test
    void hidesTheBinaryFromEveryOtherMember() {
        String id = forPatient(random(10, 6), "image/png");
        String b = gateway.member("hospital-b");

        assertThat(gateway.get(b, FHIR_BINARY + "/" + id).statusCode()).isEqualTo(404);
        assertThat(gateway.get(b, FHIR_BINARY + "/" + id + "/$sealed").statusCode())
                .isEqualTo(404);
        assertThat(gateway.put(b, FHIR_BINARY + "/" + id, "{'resourceType':'Binary','id':'" + id + "'}")
                        .statusCode())
                .isIn(403, 404);
    }

    @Test
    void updatesABinaryWithOtherContent() throws IOException {
        String id = forPatient(random(100, 7), "image/png");
        byte[] next = random(200, 8);
        HttpResponse<String> answer =
                gateway.send(gateway.request(a, FHIR_BINARY + "/" + id, "X-Security-Context", "Patient/p")
                        .header("Content-Type", "image/jpeg")
                        .header("If-Match", "W/\"1\"")
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(next)));

        assertThat(LiveGateway.expect(answer, 200).path("contentType").asString(""))
                .isEqualTo("image/jpeg");
        assertThat(device.open(id)).isEqualTo(next);
    }

    @Test
    void givesThePatientAnyRangeOfTheCiphertext() {
        String id = forPatient(random(500_000, 9), "image/png");
        byte[] whole = device.ciphertext(id);

        assertThat(device.ciphertext(id, "Range", "bytes=65536-131071"))
                .isEqualTo(Arrays.copyOfRange(whole, 65536, 131072));
        assertThat(device.ciphertext(id, "Range", "bytes=-100"))
                .isEqualTo(Arrays.copyOfRange(whole, whole.length - 100, whole.length));
        HttpResponse<String> beyond = gateway.get(
                gateway.patient("p"),
                FHIR_BINARY + "/" + id + "/$sealed",
                "Accept",
                "application/octet-stream",
                "Range",
                "bytes=9999999-");
        assertThat(beyond.statusCode()).isEqualTo(416);
        assertThat(beyond.headers().firstValue("Content-Range")).contains("bytes */" + whole.length);
    }

    /** Comes in chunks, is put together by the store, is referred to, shared, and opened by the reader with its key. */
    @Test
    void deliversALargeUploadToWhomThePatientAllows() throws Exception {
        SecretKey receiving = UmbralDevice.receiving(gateway, "hospital-b");
        byte[] content = random(20 << 20, 11);
        String binary = LiveGateway.expect(
                        gateway.send(gateway.request(a, FHIR_BINARY)
                                .header("Content-Type", "application/dicom")
                                .POST(HttpRequest.BodyPublishers.ofInputStream(
                                        () -> new ByteArrayInputStream(content)))),
                        201)
                .path("id")
                .asString("");
        assertThat(gateway.get(gateway.patient("p"), FHIR_BINARY + "/" + binary + "/$sealed")
                        .statusCode())
                .isEqualTo(404);
        String document = "{'resourceType':'DocumentReference','status':'current','subject':{'reference':'Patient/p'},"
                + "'date':'" + gateway.clock.instant() + "','content':[{'attachment':{'url':'Binary/" + binary
                + "'}}]}";
        LiveGateway.expect(gateway.post(a, "/fhir/DocumentReference", document), 201);
        device.grant(
                "hospital-b",
                receiving.publicKey(),
                "{'period':{'end':'" + gateway.clock.instant().plus(Duration.ofDays(5))
                        + "'},'purpose':[{'code':'TREAT'}],'class':[{'code':'DocumentReference'}]}");

        JsonNode delivery = delivery(gateway.member("hospital-b"));
        byte[] ciphertext = gateway.bytes(gateway.request(
                        gateway.member("hospital-b"), delivery.path("uri").asString(""))
                .GET());

        // Compared by hash: arrays of that size are compared slowly.
        assertThat(sha256(UmbralDevice.open(delivery, receiving, ciphertext))).isEqualTo(sha256(content));
        assertThat(sha256(device.open(binary))).isEqualTo(sha256(content));
        ciphertext[ciphertext.length - 1] ^= 1;
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> UmbralDevice.open(delivery, receiving, ciphertext))
                .isInstanceOf(CiphertextRefused.class);
    }

    private static JsonNode delivery(String reader) throws IOException, InterruptedException {
        HttpResponse<Stream<String>> stream = java.net.http.HttpClient.newHttpClient()
                .send(
                        gateway.request(reader, "/events", "Last-Event-ID", "0").build(),
                        HttpResponse.BodyHandlers.ofLines());
        try (Stream<String> lines = stream.body()) {
            String id = lines.filter(line -> line.startsWith("data:") && line.contains("\"attachment-ready\""))
                    .map(line -> LiveGateway.JSON
                            .readTree(line.substring(5))
                            .path("delivery")
                            .asString(""))
                    .findFirst()
                    .orElseThrow();
            return LiveGateway.expect(gateway.get(reader, "/deliveries/" + id), 200);
        }
    }

    @Test
    void needsNoMoreMemoryForMoreContent() {
        List<Long> used = new ArrayList<>();
        InputStream endless = new Generated(128L << 20, 20L << 20, () -> used.add(liveHeap()));

        LiveGateway.expect(
                gateway.send(gateway.request(a, FHIR_BINARY, "X-Security-Context", "Patient/p")
                        .header("Content-Type", "application/dicom")
                        .timeout(Duration.ofMinutes(3))
                        .POST(HttpRequest.BodyPublishers.ofInputStream(() -> endless))),
                201);

        assertThat(used).hasSizeGreaterThanOrEqualTo(5);
        assertThat(used.getLast() - used.get(1)).as("live heap %s", used).isLessThan(24L << 20);
    }

    private static long liveHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Bytes that are made as they are read, and somebody told every so many. */
    private static final class Generated extends InputStream {
        private final byte[] some = random(1 << 16, 13);
        private final long size;
        private final long every;
        private final Runnable told;
        private long at;

        Generated(long size, long every, Runnable told) {
            this.size = size;
            this.every = every;
            this.told = told;
        }

        @Override
        public int read() {
            return at++ < size ? 1 : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            if (at >= size) {
                return -1;
            }
            int count = (int) Math.min(Math.min(length, some.length), size - at);
            System.arraycopy(some, 0, bytes, offset, count);
            if (at / every != (at + count) / every) {
                told.run();
            }
            at += count;
            return count;
        }
    }
}
