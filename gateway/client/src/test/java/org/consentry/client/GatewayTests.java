package org.consentry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.consentry.crypto.envelope.CiphertextRefused;
import org.consentry.crypto.umbral.SecretKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayTests {
    private final FakeGateway server = new FakeGateway();
    private final Gateway gateway = new Gateway(server.connection());
    private final SecretKey own = SecretKey.random(new SecureRandom());
    private byte[] content = new byte[0];
    private Shipment shipment = Shipment.of(content, own);

    @TempDir
    Path folder = Path.of("");

    @BeforeEach
    void ship() {
        content = new byte[300_000];
        new java.util.Random(3).nextBytes(content);
        shipment = Shipment.of(content, own);
        server.on(
                "/deliveries/d1",
                exchange -> FakeGateway.answer(
                        exchange,
                        exchange.getRequestMethod().equals("GET") ? 200 : 204,
                        exchange.getRequestMethod().equals("GET")
                                ? shipment.json(server.uri("/objects/b/staging/x?X-Amz-Signature=s"))
                                : new byte[0]));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void keepsNothingOfAChangedCiphertext() {
        byte[] changed = shipment.ciphertext().clone();
        changed[changed.length / 2] ^= 1;
        server.on("/objects/", exchange -> FakeGateway.answer(exchange, 200, changed));

        assertThatThrownBy(() -> gateway.fetch("d1", own, folder.resolve("scan")))
                .isInstanceOf(CiphertextRefused.class);
        assertThat(folder).isEmptyDirectory();
        assertThat(server.requests).noneMatch(request -> request.contains("ack"));
    }

    @Test
    void keepsNothingWhoseHashIsNotTheAnnouncedOne() {
        shipment = shipment.announcedAs("00".repeat(32));
        server.on("/objects/", exchange -> FakeGateway.answer(exchange, 200, shipment.ciphertext()));

        assertThatThrownBy(() -> gateway.fetch("d1", own, folder.resolve("scan")))
                .isInstanceOf(Untrusted.class);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void opensWhatThePatientsDeviceWrappedWithThatKeyAlone() throws Exception {
        ECKey jwk = new ECKeyGenerator(Curve.P_256).generate();
        Path file = folder.resolve("receiving.jwk");
        Files.writeString(file, jwk.toJSONString());
        shipment = Shipment.wrapped(content, jwk.toECPublicKey());
        server.on("/objects/", exchange -> FakeGateway.answer(exchange, 200, shipment.ciphertext()));
        ECKey other = new ECKeyGenerator(Curve.P_256).generate();

        assertThatThrownBy(() -> gateway.fetch(
                        "d1",
                        new ReaderKey.Wrapping(other.toECPrivateKey(), other.toECPublicKey()),
                        folder.resolve("scan")))
                .isInstanceOf(Untrusted.class);
        assertThatThrownBy(() -> gateway.fetch("d1", own, folder.resolve("scan")))
                .isInstanceOf(Untrusted.class);
        assertThat(server.requests).noneMatch(request -> request.contains("/objects/"));
        try (ReaderKey key = ReaderKey.read(file)) {
            gateway.fetch("d1", key, folder.resolve("scan"));
        }

        assertThat(folder.resolve("scan")).hasBinaryContent(content);
    }

    @Test
    void sendsAFileWhileItIsRead() throws Exception {
        Path file = folder.resolve("large");
        Files.write(file, content);
        List<byte[]> bodies = new ArrayList<>();
        List<String> contexts = new ArrayList<>();
        server.on("/fhir/Binary", exchange -> {
            bodies.add(exchange.getRequestBody().readAllBytes());
            contexts.add(exchange.getRequestHeaders().getFirst("X-Security-Context"));
            FakeGateway.answer(
                    exchange, 201, "{\"resourceType\":\"Binary\",\"id\":\"b7\"}".getBytes(StandardCharsets.UTF_8));
        });

        assertThat(gateway.upload(file, "application/dicom", "p1")).isEqualTo("b7");

        assertThat(bodies.getFirst()).isEqualTo(content);
        assertThat(contexts).containsExactly("Patient/p1");
    }

    @Test
    void doesNotSpendTheUriWithAKeyThatCannotOpenIt() {
        SecretKey other = SecretKey.random(new SecureRandom());

        assertThatThrownBy(() -> gateway.fetch("d1", other, folder.resolve("scan")))
                .isInstanceOf(Untrusted.class);
        assertThat(server.requests).noneMatch(request -> request.contains("/objects/"));
    }

    @Test
    void sendsItsTokenToNobodyButTheGateway() {
        server.on(
                "/deliveries/d2",
                exchange -> FakeGateway.answer(
                        exchange, 200, shipment.json(java.net.URI.create("http://thief.example/objects/x"))));

        assertThatThrownBy(() -> gateway.fetch("d2", own, folder.resolve("scan")))
                .isInstanceOf(Untrusted.class)
                .hasMessageContaining("another host");
    }

    @Test
    void tellsThatADeliveryIsGone() {
        server.on("/objects/", exchange -> FakeGateway.answer(exchange, 410, new byte[0]));

        assertThatThrownBy(() -> gateway.fetch("d1", own, folder.resolve("scan")))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.status()).isEqualTo(410));
    }

    @Test
    void takesABrokenDownloadUpUnderTheSameClaim() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        List<String> ranges = new ArrayList<>();
        server.on("/objects/", exchange -> {
            byte[] all = shipment.ciphertext();
            String range = exchange.getRequestHeaders().getFirst("Range");
            ranges.add(String.valueOf(range));
            exchange.getResponseHeaders().add("ETag", "\"claim\"");
            if (calls.getAndIncrement() == 0) {
                breakAfter(exchange, all, 100_000);
            } else {
                int from = Integer.parseInt(range.replaceAll("bytes=([0-9]+)-", "$1"));
                FakeGateway.answer(exchange, 206, java.util.Arrays.copyOfRange(all, from, all.length));
            }
        });

        gateway.fetch("d1", own, folder.resolve("scan"));

        assertThat(folder.resolve("scan")).hasBinaryContent(content);
        assertThat(ranges).first().isEqualTo("null");
        assertThat(ranges).last().asString().startsWith("bytes=");
    }

    private static void breakAfter(HttpExchange exchange, byte[] all, int count) throws IOException {
        exchange.sendResponseHeaders(200, all.length);
        exchange.getResponseBody().write(all, 0, count);
        exchange.getResponseBody().flush();
        throw new IOException("the line broke");
    }

    @Test
    void fetchesDecryptsComparesAndAcknowledges() throws Exception {
        server.on("/objects/", exchange -> FakeGateway.answer(exchange, 200, shipment.ciphertext()));

        Delivery delivery = gateway.fetch("d1", own, folder.resolve("scan"));

        assertThat(folder.resolve("scan")).hasBinaryContent(content);
        assertThat(delivery.document()).isEqualTo("DocumentReference/1");
        assertThat(server.requests).contains("POST /deliveries/d1/ack");
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void resumesTheStreamAfterTheLastHandledEvent() throws Exception {
        List<String> resumedAfter = new ArrayList<>();
        AtomicInteger next = new AtomicInteger(1);
        server.on("/events", exchange -> {
            resumedAfter.add(String.valueOf(exchange.getRequestHeaders().getFirst("Last-Event-ID")));
            int id = next.getAndIncrement();
            FakeGateway.answer(
                    exchange,
                    200,
                    ("retry: 10\nid: " + (id - 1) + "\n\nid: " + id + "\nevent: record-added\ndata: {}\n\n")
                            .getBytes(StandardCharsets.UTF_8));
        });
        List<String> handled = new ArrayList<>();

        gateway.listen(Position.startingAfter(Optional.empty()), event -> {
            handled.add(event.id());
            return handled.size() < 4 ? Gateway.Next.GO_ON : Gateway.Next.STOP;
        });

        assertThat(handled).containsExactly("1", "2", "3", "4");
        assertThat(resumedAfter).containsExactly("null", "1", "2", "3");
    }

    @Test
    void handlesAnEventAgainWhoseHandlingFailed() throws Exception {
        server.on(
                "/events",
                exchange -> FakeGateway.answer(
                        exchange, 200, "id: 1\nevent: x\ndata: {}\n\n".getBytes(StandardCharsets.UTF_8)));
        AtomicInteger times = new AtomicInteger();
        Position position = Position.in(folder.resolve("events.pos"));

        gateway.listen(position, event -> {
            if (times.incrementAndGet() == 1) {
                throw new IOException("the disk was full");
            }
            return Gateway.Next.STOP;
        });

        assertThat(times).hasValue(2);
        assertThat(position.get()).contains("1");
    }

    @Test
    void stopsListeningWhenItIsRefused() {
        server.on("/events", exchange -> FakeGateway.answer(exchange, 403, new byte[0]));

        assertThatThrownBy(() -> gateway.listen(Position.startingAfter(Optional.empty()), event -> Gateway.Next.GO_ON))
                .isInstanceOf(Refused.class);
    }

    @Test
    void registersThePublicHalfOnly() throws Exception {
        List<String> bodies = new ArrayList<>();
        server.on("/fhir/Organization/hospital-b/$register-key", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            FakeGateway.answer(exchange, 200, "{}".getBytes(StandardCharsets.UTF_8));
        });

        gateway.registerKey(own.publicKey());

        String secret = java.util.HexFormat.of().formatHex(own.toSecretBytes());
        assertThat(bodies.getFirst())
                .contains(java.util.HexFormat.of().formatHex(own.publicKey().toBytes()))
                .doesNotContain(secret);
    }
}
