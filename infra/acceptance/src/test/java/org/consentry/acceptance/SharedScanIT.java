package org.consentry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.WaitForSelectorState;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.crypto.ECDHDecrypter;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A scan goes from a hospital to another: Clara says yes in one browser, Dr. Baker opens it in a second, Lakeside's command
 * line fetches another, and both hospitals run proxies of which one is enough. The scan has 4 MB; {@code
 * -Dconsentry.scan-bytes=200000000} is the size of the issue.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SharedScanIT {
    private static final String FHIR = "application/fhir+json";
    private static final long SIZE = Long.getLong("consentry.scan-bytes", 4_000_000);
    private static final int CUT_AFTER = 12_000_000;
    private static final Sentinel SENTINEL = new Sentinel("nobody-but-the-reader-" + UUID.randomUUID());

    private final List<Process> running = new ArrayList<>();
    private Path folder = Path.of("unset");
    private Exchange exchange;
    private CommandLineClient a;
    private CommandLineClient b;
    private PortalBrowser clara;
    private PortalBrowser baker;
    private String patient = "";
    private String consent = "";
    private String hash = "";

    @BeforeAll
    void start(@TempDir Path fresh) throws Exception {
        folder = fresh;
        exchange = new Exchange(RunningExchange.shared().report());
        patient = "Patient/" + exchange.user("clara").path("patient").asString();
        a = new CommandLineClient("hospital-a", folder);
        b = new CommandLineClient("hospital-b", folder);
        a.run("proxy", "register", folder.resolve("a.key").toString());
        b.run("proxy", "register", folder.resolve("b.key").toString());
        proxy(a, "a");
        proxy(b, "b");
        clara = new PortalBrowser(exchange);
        baker = new PortalBrowser(exchange);
    }

    @AfterAll
    void stop() throws Exception {
        stopProxies();
        // Other tests' consents count on nobody.
        a.run("proxy", "retire");
        b.run("proxy", "retire");
        clara.close();
        baker.close();
    }

    private void proxy(CommandLineClient member, String name) throws IOException {
        running.add(member.start(
                folder.resolve("proxy-" + name + ".out"),
                "proxy",
                "run",
                "--key",
                folder.resolve(name + ".key").toString(),
                "--store",
                folder.resolve("fragments-" + name).toString()));
    }

    private void stopProxies() throws InterruptedException {
        for (Process process : running) {
            process.destroyForcibly().waitFor();
        }
        running.clear();
    }

    /** St. Mary's hands a scan in as a file and tells of it. */
    private String scan(String name) throws Exception {
        Path file = folder.resolve(name);
        hash = SENTINEL.fill(file, SIZE);
        String binary = exchange.asClient("hospital-a").upload(file, "application/dicom", patient.substring(8));
        Files.delete(file);
        HttpResponse<String> told =
                exchange.post("hospital-a", "/fhir/DocumentReference", FHIR, """
                {"resourceType":"DocumentReference","status":"current","subject":{"reference":"%s"},
                 "content":[{"attachment":{"contentType":"application/dicom","url":"Binary/%s"}}]}""".formatted(patient, binary));
        assertThat(told.statusCode()).as(told.body()).isEqualTo(201);
        return "DocumentReference/"
                + Exchange.JSON.readTree(told.body()).path("id").asString();
    }

    private JsonNode delivery(Predicate<JsonNode> wanted) throws Exception {
        for (int i = 0; i < 150; i++) {
            HttpResponse<String> answer = exchange.get("hospital-b", "/deliveries");
            assertThat(answer.statusCode()).isEqualTo(200);
            for (JsonNode each : Exchange.JSON.readTree(answer.body()).path("deliveries")) {
                if (wanted.test(each)) {
                    return each;
                }
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        throw new AssertionError("no such delivery came");
    }

    private String deliveryOf(String document) throws Exception {
        return delivery(it -> it.path("documentReference").asString().equals(document))
                .path("id")
                .asString();
    }

    private boolean holds(String name) throws IOException {
        Path of = folder.resolve("fragments-" + name).resolve(consent);
        if (!Files.isDirectory(of)) {
            return false;
        }
        try (Stream<Path> files = Files.list(of)) {
            return files.anyMatch(file -> !file.toString().endsWith(".next"));
        }
    }

    private void awaitFragments(String name, boolean there) throws Exception {
        for (int i = 0; i < 150 && holds(name) != there; i++) {
            TimeUnit.MILLISECONDS.sleep(200);
        }
        assertThat(holds(name)).isEqualTo(there);
    }

    private void ask() throws Exception {
        HttpResponse<String> asked = exchange.post("hospital-b", "/fhir/Consent", FHIR, """
                {"resourceType":"Consent","status":"proposed","patient":{"reference":"%s"},
                 "provision":{"period":{"end":"%s"},"purpose":[{"code":"TREAT"}],
                 "class":[{"code":"DocumentReference"}]}}""".formatted(
                        patient, Instant.now().plus(Duration.ofDays(9))));
        assertThat(asked.statusCode()).isEqualTo(201);
        consent = Exchange.JSON.readTree(asked.body()).path("id").asString();
    }

    /** @return what stood on the consent screen */
    private String approve() {
        clara.byTestId("approve-" + consent).click();
        String screen = clara.answerOnConsentScreen("clara", true);
        clara.byTestId("finish-done");
        return screen;
    }

    private void revoke() {
        clara.open("/sharing");
        clara.byTestId("revoke-" + consent).click();
        clara.byTestId("confirm").click();
    }

    @Test
    @Order(1)
    void thePatientsBrowserGivesEachProxyAFragment() throws Exception {
        ask();

        clara.signIn("clara");

        assertThat(approve()).contains("Lakeside General Hospital");
        awaitFragments("a", true);
        awaitFragments("b", true);
    }

    @Test
    @Order(2)
    void thePractitionersBrowserOpensTheScanWithOneProxyAway() throws Exception {
        String id = deliveryOf(scan("first.dcm"));
        running.removeFirst().destroyForcibly().waitFor();
        baker.signIn("dr-baker");
        baker.byTestId("home-practitioner");
        baker.open("/documents");
        giveBaker(
                folder.resolve("receiving.key"),
                exchange.client("hospital-b").path("umbralSecret").asString());

        assertThat(openedByBaker(id)).isEqualTo(hash);
        baker.page().locator("[data-testid=logged][data-state=proved]").waitFor();
        Download download =
                baker.page().waitForDownload(() -> baker.byTestId("save-" + id).click());
        assertThat(download.suggestedFilename()).endsWith(".dcm");
        assertThat(Sentinel.sha256(download.path())).isEqualTo(hash);
    }

    private void giveBaker(Path file, String key) throws IOException {
        Files.writeString(file, key);
        baker.byTestId("reader-key-missing");
        baker.page().locator("input[type=file]").setInputFiles(file);
        baker.byTestId("reader-key-here");
    }

    /** @return the hash of what the browser has opened */
    private String openedByBaker(String delivery) {
        baker.byTestId("open-" + delivery).click();
        return baker.byTestId("opened-" + delivery).getAttribute("data-sha256");
    }

    @Test
    @Order(3)
    void nothingOpensWithBothProxiesAwayAndTheCommandLineFetchesWhenOneIsBack() throws Exception {
        String id = deliveryOf(scan("second.dcm"));
        stopProxies();

        HttpResponse<String> away = exchange.get("hospital-b", "/deliveries/" + id);
        assertThat(away.statusCode()).isEqualTo(503);
        assertThat(away.body()).doesNotContain("cfrag").doesNotContain("/objects/");

        proxy(a, "a");
        Path target = folder.resolve("inbox");
        b.run("fetch", id, "--key", folder.resolve("receiving.key").toString(), "-o", target.toString());
        assertThat(Sentinel.sha256(target)).isEqualTo(hash);
    }

    @Test
    @Order(4)
    void theStoreTheDatabaseAndTheLogsHoldNothingReadableAndNoKey() throws Exception {
        nothingReadable(HexFormat.of()
                .parseHex(exchange.client("hospital-b").path("umbralSecret").asString()));
        for (String name : List.of("a", "b")) {
            assertThat(SENTINEL.foundBelow(folder.resolve("fragments-" + name))).isEmpty();
        }
    }

    /** Not in what the store and the database keep on the disk, not in a dump of all rows, not in any log. */
    private void nothingReadable(byte[] secret) throws Exception {
        Path data = RunningExchange.shared().data();
        Path dump = folder.resolve("dump");
        RunningExchange.shared().dump(dump);
        List<Sentinel> wanted = new ArrayList<>(Sentinel.formsOf(secret));
        wanted.addAll(Sentinel.formsOf("nobody-but-the-reader-".getBytes(StandardCharsets.US_ASCII))
                .subList(0, 2));
        for (Path place : List.of(data.resolve("objects"), data.resolve("postgres"), data.resolve("logs"), dump)) {
            assertThat(place).isNotEmptyDirectory();
            for (Sentinel each : wanted) {
                assertThat(each.foundBelow(place)).isEmpty();
            }
        }
    }

    @Test
    @Order(5)
    void anUploadDuringWhichTheGatewayIsKilledLeavesNoRecordAndCanBeSentAgain() throws Exception {
        Path file = folder.resolve("cut.dcm");
        SENTINEL.fill(file, 2 * CUT_AFTER);
        String before = binaries();
        try (Socket socket = new Socket(
                URI.create(exchange.gateway()).getHost(),
                URI.create(exchange.gateway()).getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /fhir/Binary HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                            + exchange.token("hospital-a")
                            + "\r\nContent-Type: application/dicom\r\nX-Security-Context: "
                            + patient + "\r\nContent-Length: " + Files.size(file) + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            try (InputStream in = Files.newInputStream(file)) {
                out.write(in.readNBytes(CUT_AFTER));
                out.flush();
                RunningExchange.shared().killGateway();
            }
        }
        exchange.awaitGateway();

        assertThat(binaries()).isEqualTo(before);
        assertThat(SENTINEL.foundBelow(RunningExchange.shared().data().resolve("objects")))
                .isEmpty();
        String again = exchange.asClient("hospital-a").upload(file, "application/dicom", patient.substring(8));
        assertThat(exchange.get("hospital-a", "/fhir/Binary/" + again).statusCode())
                .isEqualTo(200);
    }

    /** How many there are for who handed them in. */
    private String binaries() throws Exception {
        return exchange.get("hospital-a", "/fhir/Binary?_summary=count")
                .body()
                .replaceAll("(?s).*\"total\":([0-9]+).*", "$1");
    }

    @Test
    @Order(6)
    void revocationMakesTheNextReencryptionImpossibleThoughAProxyKeepsItsFragment() throws Exception {
        String id = deliveryOf(scan("third.dcm"));
        revoke();
        awaitFragments("a", false);

        // The other hospital's proxy does not run and so keeps what it has: one of two.
        assertThat(holds("b")).isTrue();
        assertThat(exchange.get("hospital-b", "/deliveries/" + id).statusCode()).isEqualTo(410);
        assertThat(exchange.get("hospital-b", "/deliveries").body()).doesNotContain(id);
    }

    /**
     * As long as Lakeside has no Umbral key, Clara's browser opens what waits for it and wraps each key to the one that it
     * published.
     */
    @Test
    @Order(7)
    void aReaderWithoutUmbralOpensWhatThePatientsBrowserWrappedAndNothingAfterTheRevocation() throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_256).keyUse(KeyUse.ENCRYPTION).generate();
        String umbral = "update registered_umbral_key set retired = %s where owner = 'Organization/hospital-b' "
                + "and scope = 'receiving'";
        RunningExchange.shared().inDatabase(umbral.formatted("now()"));
        try {
            publish(key);
            String wrapped = scan("fourth.dcm");
            ask();
            clara.open("/inbox");
            approve();
            String id = deliveryOf(wrapped);
            byte[] dataKey = opensAlone(id, key);
            baker.open("/documents");
            baker.byTestId("reader-key-remove").click();
            giveBaker(folder.resolve("receiving.jwk"), key.toJSONString());
            assertThat(openedByBaker(id)).isEqualTo(hash);

            String later = deliveryOf(whenClaraComesBy(scan("fifth.dcm")));
            revoke();
            clara.page()
                    .getByTestId("grant-" + consent)
                    .waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));

            assertThat(exchange.get("hospital-b", "/deliveries/" + later).statusCode())
                    .isEqualTo(410);
            String never = whenClaraComesBy(scan("sixth.dcm"));
            assertThat(exchange.get("hospital-b", "/deliveries").body()).doesNotContain(later, never);
            nothingReadable(dataKey);
        } finally {
            RunningExchange.shared().inDatabase(umbral.formatted("null"));
            RunningExchange.shared()
                    .inDatabase("update registered_key set retired = now() where owner = 'Organization/hospital-b' "
                            + "and use = 'enc'");
        }
    }

    private void publish(ECKey key) throws Exception {
        String parameters = Exchange.JSON
                .createObjectNode()
                .put("resourceType", "Parameters")
                .set(
                        "parameter",
                        Exchange.JSON
                                .createArrayNode()
                                .add(Exchange.JSON
                                        .createObjectNode()
                                        .put("name", "jwk")
                                        .put("valueString", key.toPublicJWK().toJSONString())))
                .toString();
        HttpResponse<String> answer =
                exchange.post("hospital-b", "/fhir/Organization/hospital-b/$register-key", FHIR, parameters);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    /** The key of a content, which nobody but the reader can unwrap. */
    private byte[] opensAlone(String delivery, ECKey key) throws Exception {
        JsonNode told = Exchange.JSON.readTree(
                exchange.get("hospital-b", "/deliveries/" + delivery).body());
        assertThat(told.has("capsule")).isFalse();
        JWEObject jwe = JWEObject.parse(told.path("wrappedKey").asString());
        jwe.decrypt(new ECDHDecrypter(key));
        return jwe.getPayload().toBytes();
    }

    /** Her browser does its work when she looks at what she shares. */
    private String whenClaraComesBy(String document) {
        clara.open("/sharing");
        clara.byTestId("evaluate");
        return document;
    }
}
