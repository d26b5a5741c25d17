package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.consentry.crypto.umbral.SecretKey;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * What the gateway asks of its object store, asked of a real MinIO-compatible server: sealing, staging, the
 * signature-preserving proxy, ranges, deletion, and an export's files.
 */
class RealStoreIT {
    private static final String CONTENT = "a scan that lies in a real store ".repeat(40_000);

    @Test
    void keepsDeliversAndForgetsInARealStore() throws IOException {
        Optional<MinioServer> found = MinioServer.start();
        if (found.isEmpty()) {
            // A test that did not run says so.
            System.out.println("RealStoreIT did not run: no minio on the path");
            return;
        }
        try (MinioServer store = found.get();
                LiveGateway gateway = LiveGateway.startBehind(any -> store.endpoint())) {
            deliversOnce(store, gateway);
            exports(store, gateway);
            storesInParts(store, gateway);
        }
    }

    private static void deliversOnce(MinioServer store, LiveGateway gateway) throws IOException {
        String hospital = gateway.member("hospital-a");
        String reader = gateway.member("hospital-b");
        LiveGateway.expect(
                gateway.put(hospital, "/fhir/Patient/s1", "{'resourceType':'Patient','id':'s1','gender':'other'}"),
                201);
        UmbralDevice device = new UmbralDevice(gateway, "s1");
        device.register();
        SecretKey own = UmbralDevice.receiving(gateway, "hospital-b");
        JsonNode document = LiveGateway.expect(
                gateway.post(
                        hospital,
                        "/fhir/DocumentReference",
                        "{'resourceType':'DocumentReference','status':'current','subject':{'reference':'Patient/s1'},"
                                + "'content':[{'attachment':{'contentType':'text/plain','data':'"
                                + Base64.getEncoder().encodeToString(CONTENT.getBytes(StandardCharsets.UTF_8))
                                + "'}}]}"),
                201);
        device.grant(
                "hospital-b",
                own.publicKey(),
                "{'period':{'end':'" + gateway.clock.instant().plus(Duration.ofDays(5))
                        + "'},'purpose':[{'code':'TREAT'}],'class':[{'code':'DocumentReference'}]}");
        JsonNode delivery = delivery(gateway, reader);
        String uri = delivery.path("uri").asString("");
        assertThat(store.files("", "")).isNotEmpty();

        byte[] ciphertext = gateway.bytes(gateway.request(reader, uri).GET());

        assertThat(new String(UmbralDevice.open(delivery, own, ciphertext), StandardCharsets.UTF_8))
                .isEqualTo(CONTENT);
        assertThat(gateway.get(reader, uri).statusCode()).isEqualTo(410);
        assertThat(store.files("", "lies in a real store")).isEmpty();
        until(() -> store.files("consentry/staging", "").isEmpty()
                && store.files("staging/", "").isEmpty());
        String url = document.at("/content/0/attachment/url").asString("");
        assertThat(new String(device.open(url.substring(url.lastIndexOf('/') + 1)), StandardCharsets.UTF_8))
                .isEqualTo(CONTENT);
    }

    /** Nobody says how long it is: the store is sent parts, and puts them together at the end. */
    private static void storesInParts(MinioServer store, LiveGateway gateway) throws IOException {
        LiveGateway.expect(
                gateway.put(gateway.member("hospital-a"), "/fhir/Patient/s2", "{'resourceType':'Patient','id':'s2'}"),
                201);
        UmbralDevice device = new UmbralDevice(gateway, "s2");
        device.register();
        byte[] scan = new byte[20 << 20];
        new Random(2).nextBytes(scan);
        int before = store.files("", "").size();

        String id = LiveGateway.expect(
                        gateway.send(gateway.request(
                                        gateway.member("hospital-a"),
                                        "/fhir/Binary",
                                        "X-Security-Context",
                                        "Patient/s2",
                                        "Accept",
                                        "application/fhir+json")
                                .header("Content-Type", "application/dicom")
                                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(scan)))),
                        201)
                .path("id")
                .asString("");

        assertThat(store.files("", "")).hasSizeGreaterThan(before);
        assertThat(Arrays.equals(device.open(id), scan)).isTrue();
        byte[] whole = device.ciphertext(id);
        assertThat(device.ciphertext(id, "Range", "bytes=9000000-9000099"))
                .isEqualTo(Arrays.copyOfRange(whole, 9_000_000, 9_000_100));
    }

    private static JsonNode delivery(LiveGateway gateway, String reader) throws IOException {
        try (EventLine line = EventLine.open(gateway, reader, "0")) {
            String id = line.next("attachment-ready").path("delivery").asString("");
            return LiveGateway.expect(gateway.get(reader, "/deliveries/" + id), 200);
        }
    }

    private static void exports(MinioServer store, LiveGateway gateway) {
        ExportClient analyst = ExportClient.analyst(gateway);
        String job = ExportClient.job(analyst.start("/fhir/Patient/$export?_type=Patient"));
        HttpResponse<String> done = analyst.finished(job);
        JsonNode manifest = LiveGateway.expect(done, 200);

        List<JsonNode> patients = analyst.lines(manifest, "Patient");

        assertThat(patients).hasSize(1);
        assertThat(store.files("export", "")).isNotEmpty();
        assertThat(analyst.delete(job).statusCode()).isEqualTo(202);
        until(() -> store.files("export", "").isEmpty());
    }

    private static void until(BooleanSupplier holds) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
        }
    }
}
