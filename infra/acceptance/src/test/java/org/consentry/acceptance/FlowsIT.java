package org.consentry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.consentry.client.Delivery;
import org.consentry.client.Gateway;
import org.consentry.client.GatewayEvent;
import org.consentry.client.Position;
import org.consentry.crypto.umbral.SecretKey;
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
 * The seven flows of the exchange, walked in order from outside: intake, record, ledger, consent, attachment, export,
 * audit. Alice's Observations and documents are what hospital-b asks for; she answers in a real browser.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FlowsIT {
    private static final String FHIR = "application/fhir+json";
    private static final String HL7V2 = "x-application/hl7-v2+er7";

    private Exchange exchange;
    private Optional<PortalBrowser> browser = Optional.empty();
    private String patient = "";
    private String consent = "";
    private String receipt = "";

    @BeforeAll
    void start() throws Exception {
        exchange = new Exchange(RunningExchange.shared().report());
        patient = "Patient/" + exchange.user("alice").path("patient").asString();
    }

    @AfterAll
    void stop() {
        browser.ifPresent(PortalBrowser::close);
    }

    @Test
    @Order(10)
    void answersTheSameMessageWithTheSameReceipt() throws Exception {
        String message = Hl7.registered("T1", "T-1", "Grove", "Greta");

        JsonNode first = Exchange.JSON.readTree(
                exchange.post("hospital-a", "/intake/hl7v2", HL7V2, message).body());
        JsonNode second = Exchange.JSON.readTree(
                exchange.post("hospital-a", "/intake/hl7v2", HL7V2, message).body());

        assertThat(text(first, "status")).isEqualTo("accepted");
        assertThat(text(first, "receipt")).isNotEmpty().isEqualTo(text(second, "receipt"));
        receipt = text(first, "receipt");
        assertThat(found("hospital-a", "Patient?identifier=T-1")).hasSize(1);
    }

    @Test
    @Order(11)
    void answersOverMllpOnlyForWhatIsThere() throws Exception {
        String answer = exchange.mllp(Hl7.glucose("T2", "T-1", "101"));

        assertThat(answer).contains("MSA|AA|T2");
        assertThat(found("hospital-a", "Observation?code=2345-7&patient.identifier=T-1"))
                .hasSize(1);
    }

    @Test
    @Order(12)
    void refusesWhatIsNoMessageAndSaysWhere() throws Exception {
        HttpResponse<String> answer = exchange.post("hospital-a", "/intake/hl7v2", HL7V2, "PID|1||secret-name");

        assertThat(answer.statusCode()).isBetween(400, 422);
        assertThat(answer.body()).contains("OperationOutcome").doesNotContain("secret-name");
        assertThat(exchange.mllp("MSH|^~\\&|A|B|C|D|20260401||XYZ")).contains("MSA|A");
    }

    @Test
    @Order(13)
    void losesNoAcknowledgedMessageWhenTheGatewayIsKilled() throws Exception {
        BlockingQueue<String> acknowledged = new LinkedBlockingQueue<>();
        Thread sender = Thread.ofVirtual().start(() -> {
            for (int i = 0; i < 200; i++) {
                sendUntilKilled("K" + i, acknowledged);
            }
        });
        while (acknowledged.size() < 20) {
            assertThat(sender.join(java.time.Duration.ofMillis(20))).isFalse();
        }
        RunningExchange.shared().killGateway();
        sender.join();
        exchange.awaitGateway();

        for (String number : acknowledged) {
            assertThat(found("hospital-a", "Patient?identifier=" + number)).hasSize(1);
        }
        assertThat(acknowledged.size()).isLessThan(200);
        // What was not acknowledged can be sent again.
        assertThat(exchange.mllp(Hl7.registered("K199", "K199", "Kill", "Kim"))).contains("MSA|AA");
    }

    @Test
    @Order(20)
    void verifiesTheReceiptOfflineWithTheLogsKey() throws Exception {
        String proof = awaitOk("hospital-a", receipt).body();
        Path file = Files.createTempFile("receipt", ".tlog-proof");
        Files.writeString(file, proof);

        assertThat(proof).startsWith("c2sp.org/tlog-proof@v1\n");
        assertThat(ledger("verify", file.toString(), "--key", exchange.url("ledgerKey")))
                .isZero();
        Files.writeString(file, proof.replaceFirst("index \\d+", "index 4000000"));
        assertThat(ledger("verify", file.toString(), "--key", exchange.url("ledgerKey")))
                .isNotZero();
        Files.delete(file);
    }

    @Test
    @Order(21)
    void putsTheReceiptIntoTheProvenance() throws Exception {
        JsonNode signatures = awaitReceipt("Provenance?target=" + patient);

        assertThat(signatures.toString()).contains("application/jose");
        assertThat(exchange.get("hospital-a", "/fhir/" + patient + "/$verify").body())
                .contains("\"ok\"");
    }

    @Test
    @Order(30)
    void hidesThePatientFromAHospitalWithoutConsent() throws Exception {
        HttpResponse<String> hidden = exchange.get("hospital-b", "/fhir/" + patient);
        HttpResponse<String> unknown = exchange.get("hospital-b", "/fhir/Patient/nobody-at-all");

        assertThat(hidden.statusCode()).isEqualTo(404).isEqualTo(unknown.statusCode());
        assertThat(hidden.body().replace(patient.substring(8), "X"))
                .isEqualTo(unknown.body().replace("nobody-at-all", "X"));
        assertThat(found("hospital-b", "Observation?patient=" + patient)).isEmpty();
        assertThat(exchange.get("hospital-b", "/fhir/Observation?_summary=count")
                        .body())
                .contains("\"total\":0");
    }

    @Test
    @Order(31)
    void putsTheRequestBeforeThePatientInHerPortal() throws Exception {
        HttpResponse<String> asked = exchange.post("hospital-b", "/fhir/Consent", FHIR, request());
        assertThat(asked.statusCode()).isEqualTo(201);
        consent = Exchange.JSON.readTree(asked.body()).path("id").asString();

        browser = Optional.of(new PortalBrowser(exchange));
        alice().signIn("alice");
        assertThat(alice().byTestId("request-" + consent).innerText()).contains("Lakeside General Hospital");
    }

    @Test
    @Order(32)
    void showsTheRequestOnKeycloaksOwnScreenAndTakesHerYes() throws Exception {
        alice().byTestId("approve-" + consent).click();
        String screen = alice().answerOnConsentScreen("alice", true);
        alice().byTestId("finish-done");

        assertThat(screen).contains("Lakeside General Hospital");
        assertThat(exchange.get("hospital-b", "/fhir/Consent/" + consent).body())
                .contains("\"active\"");
    }

    @Test
    @Order(33)
    void letsTheHospitalReadExactlyWhatSheAllowed() throws Exception {
        assertThat(found("hospital-b", "Observation?patient=" + patient)).isNotEmpty();
        assertThat(found("hospital-b", "DocumentReference?patient=" + patient)).isNotEmpty();
        assertThat(found("hospital-b", "Condition?patient=" + patient)).isEmpty();
        assertThat(found("hospital-b", "Immunization?patient=" + patient)).isEmpty();
    }

    @Test
    @Order(40)
    void deliversTheLetterOnceAndOpensItWithTheHospitalsKey(@TempDir Path folder) throws Exception {
        Gateway hospital = exchange.asClient("hospital-b");
        String delivery = awaitEvent(hospital, "attachment-ready").facts().getOrDefault("delivery", "");
        String id = delivery.substring(delivery.lastIndexOf('/') + 1);
        byte[] secret = HexFormat.of()
                .parseHex(exchange.client("hospital-b").path("umbralSecret").asString());
        Path letter = folder.resolve("letter.pdf");

        Delivery fetched;
        try (SecretKey key = SecretKey.fromBytes(secret).orThrow()) {
            fetched = hospital.fetch(id, key, letter);
        }

        assertThat(new String(Files.readAllBytes(letter), StandardCharsets.ISO_8859_1))
                .startsWith("%PDF-");
        HttpResponse<String> again = exchange.send(
                "hospital-b", exchange.request(fetched.uri().toString()).GET());
        assertThat(again.statusCode()).isEqualTo(410);
        assertThat(staged()).isEmpty();
    }

    @Test
    @Order(41)
    void keepsNothingReadableOnTheStoresDisk() throws Exception {
        byte[] sentinel = "Discharge letter".getBytes(StandardCharsets.UTF_8);
        try (Stream<Path> files = Files.walk(RunningExchange.shared().data().resolve("objects"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain(new String(sentinel, StandardCharsets.ISO_8859_1))
                        .doesNotContain("%PDF-");
            }
        }
    }

    @Test
    @Order(50)
    void exportsNobodyToTheAnalyst() throws Exception {
        HttpResponse<String> started = exchange.send(
                "analyst",
                exchange.request("/fhir/$export")
                        .header("Prefer", "respond-async")
                        .header("Accept", FHIR)
                        .GET());
        assertThat(started.statusCode()).isEqualTo(202);
        String status = started.headers().firstValue("Content-Location").orElseThrow();

        JsonNode manifest = Exchange.JSON.readTree(awaitOk("analyst", status).body());
        StringBuilder everything = new StringBuilder();
        for (JsonNode file : manifest.path("output")) {
            everything.append(
                    exchange.get("analyst", file.path("url").asString()).body());
        }

        // Pseudonyms are random: digits in them are nobody's.
        assertThat(everything.toString().replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "pseudonym"))
                .contains("\"resourceType\":\"Patient\"")
                .contains("\"resourceType\":\"Observation\"")
                .doesNotContain(
                        "Ashford",
                        "Alice",
                        "Bramley",
                        "Larch Lane",
                        "Quarry",
                        "A-1001",
                        "A-1002",
                        "Carver",
                        "Clara",
                        "A-1003",
                        "5550143",
                        "62704",
                        "1978-03-14",
                        "1952-09-21",
                        "2026-03-02",
                        "Cole",
                        "B-2001",
                        "Harbor");
        assertThat(exchange.get("analyst", "/fhir/" + patient).statusCode()).isEqualTo(403);
    }

    @Test
    @Order(60)
    void showsThePatientEveryAccessAndEveryRefusal() {
        alice().open("/log");
        alice().byTestId("access-row");

        assertThat(alice().page().locator("[data-testid=access-row]").allInnerTexts())
                .anyMatch(row -> row.toLowerCase(java.util.Locale.ROOT).contains("refused"))
                .anyMatch(row -> row.contains("Lakeside") && row.contains("asked for your approval"))
                .anyMatch(row -> row.contains("Lakeside") && row.contains("Under your approval"))
                .noneMatch(row -> row.contains("hospital-b"));
    }

    @Test
    @Order(70)
    void refusesTheNextReadAfterSheRevokesInThePortal() throws Exception {
        alice().open("/sharing");
        alice().byTestId("revoke-" + consent).click();
        alice().byTestId("confirm").click();
        alice().page()
                .getByTestId("grant-" + consent)
                .first()
                .waitFor(new com.microsoft.playwright.Locator.WaitForOptions()
                        .setState(com.microsoft.playwright.options.WaitForSelectorState.DETACHED));

        HttpResponse<String> refused = exchange.get("hospital-b", "/fhir/Observation?patient=" + patient);

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(exchange.get("hospital-b", "/fhir/Consent/" + consent).body())
                .contains("\"inactive\"");
    }

    @Test
    @Order(71)
    void opensNothingWhenSheSaysNo() throws Exception {
        JsonNode asked = Exchange.JSON.readTree(
                exchange.post("hospital-b", "/fhir/Consent", FHIR, request()).body());
        String second = asked.path("id").asString();
        assertThat(second).isNotEqualTo(consent);
        alice().open("/inbox");
        alice().byTestId("approve-" + second).click();
        alice().answerOnConsentScreen("alice", false);
        alice().byTestId("finish-refused");

        assertThat(exchange.get("hospital-b", "/fhir/Consent/" + second).body()).contains("\"rejected\"");
        assertThat(exchange.get("hospital-b", "/fhir/Observation?patient=" + patient)
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    @Order(72)
    void refusesTheNextReadAfterSheRevokesInKeycloaksAccountConsole() throws Exception {
        JsonNode asked = Exchange.JSON.readTree(
                exchange.post("hospital-b", "/fhir/Consent", FHIR, request()).body());
        String third = asked.path("id").asString();
        alice().open("/inbox");
        alice().byTestId("approve-" + third).click();
        String unused = alice().answerOnConsentScreen("alice", true);
        alice().byTestId("finish-done");
        assertThat(found("hospital-b", "Observation?patient=" + patient)).isNotEmpty();

        alice().revokeInAccountConsole("Lakeside General Hospital");

        int status = 200;
        for (int i = 0; i < 50 && status == 200; i++) {
            status = exchange.get("hospital-b", "/fhir/Observation?patient=" + patient)
                    .statusCode();
            TimeUnit.MILLISECONDS.sleep(100);
        }
        assertThat(status).isEqualTo(403);
    }

    @Test
    @Order(90)
    void findsAResourceThatWasChangedBehindTheGatewaysBack() throws Exception {
        List<JsonNode> results = found("hospital-a", "Observation?patient=" + patient + "&_count=2");
        String changed = results.get(0).path("resource").path("id").asString();
        String other = results.get(1).path("resource").path("id").asString();
        assertThat(exchange.get("hospital-a", "/fhir/Observation/" + changed + "/$verify")
                        .body())
                .contains("\"ok\"");

        RunningExchange.shared()
                .inDatabase("UPDATE resource r SET body = o.body, codec = o.codec FROM resource o "
                        + "WHERE r.id = '%s' AND o.id = '%s'".formatted(changed, other));

        assertThat(exchange.get("hospital-a", "/fhir/Observation/" + changed + "/$verify")
                        .body())
                .contains("\"altered\"");
    }

    private PortalBrowser alice() {
        return browser.orElseThrow(() -> new AssertionError("Alice has not signed in"));
    }

    private String request() {
        return """
                {"resourceType":"Consent","status":"proposed","patient":{"reference":"%s"},
                 "provision":{"period":{"end":"%s"},"purpose":[{"code":"TREAT"}],
                 "class":[{"code":"Observation"},{"code":"DocumentReference"}]}}""".formatted(patient, java.time.Instant.now().plus(java.time.Duration.ofDays(20)));
    }

    private static String text(JsonNode parameters, String name) {
        for (JsonNode part : parameters.path("parameter").path(0).path("part")) {
            if (part.path("name").asString().equals(name)) {
                return part.path("valueCode").asString(part.path("valueUrl").asString(""));
            }
        }
        return "";
    }

    private List<JsonNode> found(String client, String query) throws Exception {
        HttpResponse<String> answer = exchange.get(client, "/fhir/" + query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Exchange.JSON.readTree(answer.body()).path("entry").valueStream().toList();
    }

    private void sendUntilKilled(String number, BlockingQueue<String> acknowledged) {
        try {
            if (exchange.mllp(Hl7.registered(number, number, "Kill", "Kim")).contains("MSA|AA|" + number)) {
                acknowledged.add(number);
            }
        } catch (java.io.IOException e) {
            // Not acknowledged: the sender would send it again.
            return;
        }
    }

    private HttpResponse<String> awaitOk(String client, String url) throws Exception {
        HttpResponse<String> answer = exchange.get(client, url);
        for (int i = 0; i < 300 && answer.statusCode() != 200; i++) {
            assertThat(answer.statusCode()).as(answer.body()).isIn(202, 404, 503);
            TimeUnit.MILLISECONDS.sleep(200);
            answer = exchange.get(client, url);
        }
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer;
    }

    private JsonNode awaitReceipt(String query) throws Exception {
        for (int i = 0; i < 150; i++) {
            for (JsonNode entry : found("hospital-a", query)) {
                JsonNode signatures = entry.path("resource").path("signature");
                if (signatures.toString().contains("tlog-proof")) {
                    return signatures;
                }
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        throw new AssertionError("no Provenance has a receipt");
    }

    private GatewayEvent awaitEvent(Gateway hospital, String kind) throws Exception {
        BlockingQueue<GatewayEvent> events = new LinkedBlockingQueue<>();
        Thread listener = Thread.ofVirtual().start(() -> {
            try {
                hospital.listen(Position.startingAfter(Optional.of("0")), event -> {
                    events.add(event);
                    return event.kind().equals(kind) ? Gateway.Next.STOP : Gateway.Next.GO_ON;
                });
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            GatewayEvent event = events.poll(60, TimeUnit.SECONDS);
            while (event != null && !event.kind().equals(kind)) {
                event = events.poll(60, TimeUnit.SECONDS);
            }
            assertThat(event).as("an event " + kind).isNotNull();
            return java.util.Objects.requireNonNull(event);
        } finally {
            listener.interrupt();
        }
    }

    /** The ledger's own command in a process of its own, which has no network address to ask. */
    private static int ledger(String... arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.consentry.ledger.cli.Main"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }

    /** What lies in the object store's staging folder. */
    private static List<Path> staged() throws java.io.IOException {
        try (Stream<Path> files = Files.walk(RunningExchange.shared().data().resolve("objects"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().contains("/staging/"))
                    .toList();
        }
    }
}
