package org.consentry.gateway.web.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.consentry.gateway.event.EventKind;
import org.consentry.gateway.event.Outbox;
import org.consentry.gateway.event.Recipient;
import org.consentry.gateway.identity.OrganizationId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionTemplate;

class EventsIT {
    private static EventsServer server;
    private static int number;

    private final HttpClient http = HttpClient.newHttpClient();
    private String member = "";

    @BeforeAll
    static void start() {
        server = EventsServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void newMember() {
        member = "hospital-" + ++number;
    }

    @Test
    void refusesCallersWithoutAStream() throws Exception {
        assertThat(open("analyst", null).statusCode()).isEqualTo(403);
        assertThat(open("nobody", null).statusCode()).isEqualTo(401);
    }

    @Test
    void refusesAnIdThatTheStreamNeverGave() throws Exception {
        put(1);

        assertThat(open(member, "2").statusCode()).isEqualTo(400);
        assertThat(open(member, "-1").statusCode()).isEqualTo(400);
        assertThat(open(member, "1\u0009x").statusCode()).isEqualTo(400);
        assertThat(open(member, "99999999999999999999").statusCode()).isEqualTo(400);
    }

    @Test
    void doesNotShowAnothersEventsWhateverIdIsSent() throws Exception {
        put(3);
        String stranger = "stranger-" + number;

        try (InputStream stream = open(stranger, "0").body()) {
            server.put(stranger, Map.of("resource", "Observation/own"));

            assertThat(read(stream, 1).getFirst()).contains("Observation/own");
        }
    }

    @Test
    void endsWithTheToken() throws Exception {
        HttpResponse<InputStream> response = http.send(
                HttpRequest.newBuilder(server.events())
                        .header("X-Caller", member)
                        .header("Authorization", "Bearer " + token(Instant.now().plusSeconds(2)))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());

        assertThat(new String(response.body().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("retry: ");
    }

    @Test
    void endsWhenTheRecipientMayNoLongerListen() throws Exception {
        try (InputStream stream = open(member, null).body()) {
            server.silence("Organization/" + member);
            put(1);

            assertThat(new String(stream.readAllBytes(), StandardCharsets.UTF_8))
                    .doesNotContain("record-added");
        }
        assertThat(open(member, null).statusCode()).isEqualTo(403);
    }

    @Test
    void tellsATombstoneWhereTheGrantIsGone() throws Exception {
        server.put(member, Map.of("consent", "revoked"));
        put(1);

        try (InputStream stream = open(member, "0").body()) {
            List<String> frames = read(stream, 2);

            assertThat(frames.getFirst()).contains("id: 1\nevent: tombstone").doesNotContain("revoked");
            assertThat(frames.getLast()).contains("id: 2\nevent: record-added");
        }
    }

    @Test
    void cutsOffAClientThatDoesNotRead() throws Exception {
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(1024);
            socket.connect(new InetSocketAddress(
                    server.events().getHost(), server.events().getPort()));
            socket.getOutputStream()
                    .write(("GET /events HTTP/1.1\r\nHost: localhost\r\nX-Caller: " + member + "\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            socket.getInputStream().read();
            putLarge(2_000);

            socket.setSoTimeout(30_000);
            server.awaitNoStream();
        }
        assertThat(open(member, "0").statusCode()).isEqualTo(200);
    }

    @Test
    void keepsHundredsOfSilentStreamsInLittleMemory() throws Exception {
        open(member, null).body().close();
        int streams = 400;
        List<Socket> clients = new ArrayList<>();
        long before = used();
        try {
            for (int i = 0; i < streams; i++) {
                clients.add(silentClient());
            }
            // What the container keeps for a request alone is more than 64 kB.
            assertThat((used() - before) / streams).isLessThan(50_000);
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private static long used() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** A client that has read where its stream begins. */
    private Socket silentClient() throws IOException {
        Socket client = new Socket(server.events().getHost(), server.events().getPort());
        client.getOutputStream()
                .write(("GET /events HTTP/1.1\r\nHost: gateway\r\nX-Caller: " + member + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        byte[] opening = new byte[4096];
        String heard = "";
        while (!heard.contains("id: ")) {
            int count = client.getInputStream().read(opening);
            assertThat(count).isPositive();
            heard += new String(opening, 0, count, StandardCharsets.US_ASCII);
        }
        return client;
    }

    @Test
    void beginsNowWithoutAnIdAndTellsWhereThatIs() throws Exception {
        put(2);

        try (InputStream stream = open(member, null).body()) {
            assertThat(opening(stream)).isEqualTo("retry: 3000\nid: 2");
            put(1);

            assertThat(read(stream, 1).getFirst()).contains("id: 3\n");
        }
    }

    @Test
    void tellsKindIdTimeAndFactsAsJson() throws Exception {
        try (InputStream stream = open(member, null).body()) {
            server.put(member, Map.of("resource", "Observation/1"));

            assertThat(read(stream, 1).getFirst())
                    .startsWith("id: 1\nevent: record-added\ndata: {\"kind\":\"record-added\",\"id\":\"1\",\"time\":\"")
                    .endsWith("\"resource\":\"Observation/1\"}");
        }
    }

    @Test
    void keepsASilentStreamAliveWithComments() throws Exception {
        try (InputStream stream = open(member, null).body()) {
            opening(stream);

            assertThat(block(stream)).isEqualTo(": heartbeat");
        }
    }

    @Test
    void resumesWithoutLossOrDuplicatesHoweverOftenItBreaks() throws Exception {
        Thread writer = Thread.ofVirtual().start(() -> IntStream.range(0, 60).forEach(i -> put(5)));
        List<Long> seen = new ArrayList<>();
        while (seen.size() < 300) {
            try (InputStream stream =
                    open(member, seen.isEmpty() ? "0" : "" + seen.getLast()).body()) {
                for (String frame : read(stream, Math.min(37, 300 - seen.size()))) {
                    seen.add(Long.parseLong(frame.substring(4, frame.indexOf('\n'))));
                }
            }
        }
        writer.join();

        assertThat(seen)
                .isEqualTo(
                        java.util.stream.LongStream.rangeClosed(1, 300).boxed().toList());
    }

    private HttpResponse<InputStream> open(String caller, @org.jspecify.annotations.Nullable String lastEventId)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.events())
                .header("X-Caller", caller)
                .timeout(Duration.ofSeconds(20));
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    /** The next events, without heartbeats and the opening. */
    private static List<String> read(InputStream stream, int count) throws IOException {
        List<String> frames = new ArrayList<>();
        while (frames.size() < count) {
            String block = block(stream);
            if (block.startsWith("id: ")) {
                frames.add(block);
            }
        }
        return frames;
    }

    private static String opening(InputStream stream) throws IOException {
        return block(stream);
    }

    private static String block(InputStream stream) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf("\n\n") < 0) {
            int next = stream.read();
            if (next < 0) {
                throw new IOException("The stream ended");
            }
            text.append((char) next);
        }
        return text.substring(0, text.length() - 2);
    }

    private void put(int count) {
        for (int i = 0; i < count; i++) {
            server.put(member, Map.of());
        }
    }

    private void putLarge(int count) {
        Recipient recipient = new Recipient.ToMember(new OrganizationId(member));
        Outbox outbox = server.bean(Outbox.class);
        server.bean(TransactionTemplate.class).executeWithoutResult(status -> {
            for (int i = 0; i < count; i++) {
                outbox.put(
                        recipient,
                        EventKind.RECORD_ADDED,
                        Map.of("a", "x".repeat(512), "b", "x".repeat(512), "c", "x".repeat(512), "d", "x".repeat(512)));
            }
        });
    }

    private static String token(Instant expiry) {
        String claims = "{\"exp\":" + expiry.getEpochSecond() + "}";
        return "e30." + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8))
                + ".c2ln";
    }
}
