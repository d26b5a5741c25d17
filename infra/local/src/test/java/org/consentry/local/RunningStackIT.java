package org.consentry.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.consentry.local.part.Keycloak;
import org.consentry.local.part.Secrets;
import org.consentry.local.realm.RealmAdmin;
import org.consentry.local.realm.RealmCheck;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One stack, started as people start it, on real parts. The tests come in the order of a day: what the realm allows,
 * a consent and its end, then the accidents. Starting Keycloak for each of them would take an hour.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RunningStackIT {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    static Path dir;

    private final Visitor visitor = new Visitor();
    private static Launcher launcher;
    private static JsonNode report;
    private static Realm realm;

    @BeforeAll
    static void start() throws Exception {
        launcher = new Launcher(dir);
        report = launcher.awaitReport();
        realm = new Realm(URI.create(report.path("keycloak").asString()));
    }

    @AfterAll
    static void stop() throws Exception {
        launcher.clean();
    }

    @Test
    @Order(1)
    void aPersonCannotBecomeSomebodyElseInTheAccountConsole() throws Exception {
        String token = accountToken("bob");
        JsonNode profile = JSON.readTree(realm.account("GET", "/", token, "").body());
        assertThat(profile.at("/attributes/fhirUser/0").asString()).isEqualTo("Patient/bob");

        String forged = profile.toString().replace("Patient/bob", "Patient/alice");
        HttpResponse<String> answer = realm.account("POST", "/", token, forged);

        assertThat(answer.statusCode()).isEqualTo(400);
        JsonNode after = JSON.readTree(realm.account("GET", "/", token, "").body());
        assertThat(after.at("/attributes/fhirUser/0").asString()).isEqualTo("Patient/bob");
    }

    @Test
    @Order(1)
    void aCeremonyClientGetsNoTokenWithoutAPerson() throws Exception {
        JsonNode answer = realm.serviceToken("consent-hospital-b", gatewayKey(), "patient/Observation.rs");

        assertThat(answer.has("access_token")).isFalse();
        assertThat(answer.path("error").asString()).isEqualTo("unauthorized_client");
    }

    @Test
    @Order(1)
    void aHospitalCannotAskForAPatientsScope() throws Exception {
        JsonNode answer = realm.serviceToken("ehr-hospital-a", clientKey("hospital-a"), "patient/Observation.rs");

        assertThat(answer.path("error").asString()).isEqualTo("invalid_scope");
    }

    @Test
    @Order(1)
    void aHospitalCannotSignInWithTheKeyOfAnother() throws Exception {
        JsonNode answer = realm.serviceToken("ehr-hospital-a", clientKey("hospital-b"), "system/*.rs");

        assertThat(answer.path("error").asString()).isEqualTo("invalid_client");
    }

    @Test
    @Order(1)
    void theRunningRealmIsAsNarrowAsItWasMade() {
        String password =
                Secrets.in(launcher.data().resolve("secrets.properties")).password("keycloak.admin");
        String address = report.path("keycloak").asString().replaceFirst("/realms/.*", "");
        try (RealmAdmin admin = RealmAdmin.of(new Keycloak(URI.create(address), "admin", password, ""))) {
            assertThat(RealmCheck.of(admin)).isEmpty();
        }
    }

    /** SMART backend services: an assertion is for this realm, by the client itself, in its time. */
    @Test
    @Order(1)
    void anAssertionThatIsNotAsItMustBeSignsNobodyIn() throws Exception {
        long now = Instant.now().getEpochSecond();
        Map<String, UnaryOperator<ObjectNode>> twists = new LinkedHashMap<>();
        twists.put("expired", claims -> claims.put("exp", now - 60).put("iat", now - 120));
        twists.put("for somebody else", claims -> claims.put("aud", "https://elsewhere.test/realms/consentry"));
        twists.put("of another subject", claims -> claims.put("sub", "ehr-hospital-b"));
        twists.put("of another issuer", claims -> claims.put("iss", "ehr-hospital-b"));
        twists.put("an hour long", claims -> claims.put("exp", now + 3600));
        twists.put("an hour long, issued ahead", claims -> claims.put("exp", now + 3600)
                .put("iat", now + 3500));
        twists.put("not valid yet", claims -> claims.put("nbf", now + 600));
        for (Map.Entry<String, UnaryOperator<ObjectNode>> twist : twists.entrySet()) {
            JsonNode answer = realm.signIn("ehr-hospital-a", clientKey("hospital-a"), twist.getValue());
            assertThat(answer.has("access_token")).as(twist.getKey()).isFalse();
        }
    }

    @Test
    @Order(1)
    void anAssertionIsGoodOnce() throws Exception {
        UnaryOperator<ObjectNode> same = claims -> claims.put("jti", "the-same-twice");

        assertThat(realm.signIn("ehr-hospital-a", clientKey("hospital-a"), same).has("access_token"))
                .isTrue();
        assertThat(realm.signIn("ehr-hospital-a", clientKey("hospital-a"), same).has("access_token"))
                .isFalse();
    }

    @Test
    @Order(2)
    void aHospitalsTokenIsForTheGatewayAndNamesTheHospital() throws Exception {
        JsonNode claims = Realm.claims(realm.serviceToken("ehr-hospital-a", clientKey("hospital-a"), "system/*.cruds"));

        assertThat(claims.path("aud").toString()).contains(report.path("fhir").asString());
        assertThat(claims.path("organization").asString()).isEqualTo("hospital-a");
        assertThat(claims.path("scope").asString()).isEqualTo("system/*.cruds");
        assertThat(claims.path("azp").asString()).isEqualTo("ehr-hospital-a");
        assertThat(claims.path("exp").asLong() - claims.path("iat").asLong()).isEqualTo(300);
    }

    @Test
    @Order(2)
    void theAnalystsTokenCarriesItsRoleAndNoOrganization() throws Exception {
        JsonNode claims = Realm.claims(realm.serviceToken("analyst", clientKey("analyst"), "system/*.rs"));

        assertThat(claims.at("/realm_access/roles").toString()).isEqualTo("[\"analyst\"]");
        assertThat(claims.has("organization")).isFalse();
    }

    @Test
    @Order(2)
    void thePortalsTokenSaysWhichRecordIsTheirs() throws Exception {
        JsonNode claims = Realm.claims(token("portal", report.path("gateway").asString() + "/signed-in", "alice"));

        assertThat(claims.path("fhirUser").asString()).isEqualTo("Patient/alice");
        assertThat(claims.path("patient").asString()).isEqualTo("alice");
        assertThat(claims.at("/realm_access/roles").toString()).isEqualTo("[\"patient\"]");
        assertThat(claims.path("aud").toString()).contains(report.path("fhir").asString());
    }

    /** The whole way: the screen says who, why, what and how long; a yes; taken back; the gateway hears of it. */
    @Test
    @Order(3)
    void aRevocationInTheAccountConsoleIsPushedUnderAValidSignature() throws Exception {
        HttpResponse<String> screen = consentScreen("alice");
        assertThat(text(screen))
                .contains("Lakeside General Hospital asks to read your health record")
                .contains("To treat you")
                .contains("Test results, vital signs and other measurements")
                .contains("30 days");
        JsonNode tokens = sayYes(screen);
        assertThat(tokens.path("scope").asString().split(" "))
                .contains("purpose/TREAT", "patient/Observation.rs", "period/P30D");
        assertThat(Realm.claims(tokens).path("aud").toString()).doesNotContain("/fhir");

        HttpResponse<String> revoked =
                realm.account("DELETE", "/applications/consent-hospital-b/consent", accountToken("alice"), "");
        assertThat(revoked.statusCode()).isEqualTo(204);

        String line = awaitEvent("REVOKE_GRANT");
        String body = line.substring(line.indexOf(' ') + 1);
        JsonNode event = JSON.readTree(body);
        assertThat(event.path("client").asString()).isEqualTo("consent-hospital-b");
        assertThat(event.path("realm").asString()).isEqualTo("consentry");
        assertThat(event.path("user").asString())
                .isEqualTo(Realm.claims(tokens).path("sub").asString());
        assertSigned(line.substring(0, line.indexOf(' ')), body);
    }

    @Test
    @Order(4)
    void theReportIsForItsOwnerOnlyAndNamesEverything() throws Exception {
        Path file = dir.resolve("infra/local/target/local-stack.json");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(StreamSupport.stream(report.path("clients").propertyNames().spliterator(), false))
                .containsExactly("hospital-a", "hospital-b", "analyst", "operator");
        assertThat(StreamSupport.stream(report.path("users").propertyNames().spliterator(), false))
                .contains("alice", "bob", "dr-adams", "dr-baker", "auditor");
        assertThat(report.path("ledgerKey").asString()).startsWith("localhost/consentry+");
        assertThat(report.at("/mllp/port").asInt()).isEqualTo(launcher.port("--mllp-port"));
    }

    @Test
    @Order(5)
    void aSecondLauncherOnTheSameDataIsTurnedAway() throws Exception {
        Process second = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StackCommand.class.getName(),
                        "--root=" + dir,
                        "--data=" + launcher.data(),
                        "--gateway-jar=none"))
                .redirectErrorStream(true)
                .start();

        assertThat(new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("already running from this data directory");
        assertThat(second.waitFor()).isEqualTo(1);
    }

    @Test
    @Order(6)
    void aKilledGatewayIsStartedAgain() throws Exception {
        long first = launcher.children().getFirst();
        ProcessHandle.of(first).orElseThrow().destroyForcibly();

        Awaiting.that(() -> launcher.children().getFirst() != first && answersHealth());
    }

    @Test
    @Order(7)
    void afterAKilledLauncherTheNextStartStopsItsLeftoversAndFindsItsData() throws Exception {
        List<Long> leftovers = launcher.children();
        launcher.kill();
        assertThat(leftovers).allMatch(pid -> ProcessHandle.of(pid).isPresent());

        launcher.again();
        JsonNode second = launcher.awaitReport();

        assertThat(leftovers).noneMatch(pid -> ProcessHandle.of(pid).isPresent());
        assertThat(second).isEqualTo(report);
        assertThat(Realm.claims(token("portal", report.path("gateway").asString() + "/signed-in", "alice"))
                        .path("fhirUser")
                        .asString())
                .isEqualTo("Patient/alice");
    }

    @Test
    @Order(8)
    void aStopStopsEverythingItStarted() throws Exception {
        List<Long> children = launcher.children();

        launcher.stop();

        assertThat(children).noneMatch(pid -> ProcessHandle.of(pid).isPresent());
    }

    private static boolean answersHealth() {
        try {
            URI health = URI.create(report.path("gateway").asString() + "/actuator/health");
            return new Visitor().get(health).statusCode() == 200;
        } catch (java.io.IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private HttpResponse<String> consentScreen(String username) throws Exception {
        JsonNode pushed = realm.pushed(
                "consent-hospital-b",
                gatewayKey(),
                Map.of(
                        "response_type", "code",
                        "redirect_uri", callback(),
                        "scope", "openid purpose/TREAT patient/Observation.rs period/P30D",
                        "prompt", "consent",
                        "max_age", "300",
                        "state", "state",
                        "nonce", "nonce",
                        "code_challenge", Realm.challenge(),
                        "code_challenge_method", "S256"));
        URI address = realm.authorization(Map.of(
                "client_id",
                "consent-hospital-b",
                "request_uri",
                pushed.path("request_uri").asString()));
        return signIn(visitor, address, username);
    }

    private JsonNode sayYes(HttpResponse<String> screen) throws Exception {
        HttpResponse<String> back = visitor.submit(screen, Map.of("accept", "yes"));
        HttpResponse<String> last = visitor.followWithin(report.path("keycloak").asString(), back);
        return realm.exchange("consent-hospital-b", gatewayKey(), Visitor.code(last), callback());
    }

    private static HttpResponse<String> signIn(Visitor visitor, URI address, String username) throws Exception {
        String keycloak = report.path("keycloak").asString();
        HttpResponse<String> page = visitor.followWithin(keycloak, visitor.get(address));
        String password = report.at("/users/" + username + "/password").asString();
        return visitor.followWithin(keycloak, visitor.submit(page, Map.of("username", username, "password", password)));
    }

    private static String accountToken(String username) throws Exception {
        return token("account-console", report.path("keycloak").asString() + "/account/", username)
                .path("access_token")
                .asString();
    }

    private static JsonNode token(String clientId, String redirect, String username) throws Exception {
        URI address = realm.authorization(Map.of(
                "client_id", clientId,
                "response_type", "code",
                "redirect_uri", redirect,
                "scope", "openid",
                "state", "state",
                "code_challenge", Realm.challenge(),
                "code_challenge_method", "S256"));
        Visitor visitor = new Visitor();
        HttpResponse<String> page = visitor.get(address);
        String password = report.at("/users/" + username + "/password").asString();
        HttpResponse<String> back = visitor.submit(page, Map.of("username", username, "password", password));
        return realm.exchange(clientId, Visitor.code(back), redirect);
    }

    private static String awaitEvent(String type) throws Exception {
        Path file = launcher.data().resolve("keys/events.txt");
        Awaiting.that(() -> Files.exists(file) && Files.readString(file).contains("\"" + type + "\""));
        return Files.readAllLines(file).stream()
                .filter(line -> line.contains("\"" + type + "\""))
                .findFirst()
                .orElseThrow();
    }

    private static void assertSigned(String header, String body) throws Exception {
        assertThat(header).matches("t=[0-9]{10},v1=[0-9a-f]{64}");
        String time = header.substring(2, 12);
        String key = Secrets.in(launcher.data().resolve("secrets.properties")).key("keycloak.events-key");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(key), "HmacSHA256"));
        byte[] expected = mac.doFinal((time + "." + body).getBytes(StandardCharsets.UTF_8));

        assertThat(header.substring(16)).isEqualTo(HexFormat.of().formatHex(expected));
        assertThat(Instant.ofEpochSecond(Long.parseLong(time)))
                .isBefore(Instant.now().plusSeconds(5));
    }

    private static String callback() {
        return report.path("gateway").asString() + "/consent/callback";
    }

    private static JsonNode clientKey(String name) {
        return report.at("/clients/" + name + "/jwk");
    }

    private static JsonNode gatewayKey() throws Exception {
        return JSON.readTree(Files.readString(launcher.data().resolve("keys/gateway-client.jwk")));
    }

    private static String text(HttpResponse<String> page) {
        String words = page.body().replaceAll("<[^>]+>", " ").replace("&#39;", "'");
        return String.join(" ", Arrays.asList(words.trim().split("\\s+", -1)));
    }
}
