package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * How fast a revocation bites, on two nodes over one database. Each way is tried {@code consentry.revocations} times
 * (100); what is measured is printed.
 */
class RevocationIT {
    private static final int RUNS = Integer.getInteger("consentry.revocations", 100);
    private static final String QUERY = "/fhir/Observation?patient=rev";
    private static LiveGateway gateway;
    private static LiveGateway second;

    @BeforeAll
    static void start() {
        gateway = LiveGateway.start();
        second = gateway.another();
        String a = gateway.member("hospital-a");
        LiveGateway.expect(gateway.put(a, "/fhir/Patient/rev", "{'resourceType':'Patient','id':'rev'}"), 201);
        for (int i = 0; i < 3; i++) {
            LiveGateway.expect(
                    gateway.post(
                            a,
                            "/fhir/Observation",
                            "{'resourceType':'Observation','status':'final','code':{'text':'x'},'subject':{'reference':"
                                    + "'Patient/rev'}}"),
                    201);
        }
        gateway.ceremonies.register("rev");
    }

    @AfterAll
    static void stop() {
        second.close();
        gateway.close();
    }

    /** Rows ER-40, PC-21, BC-15, ML-05. */
    @Test
    void refusesTheNextRequestOnEveryNodeAfterThePatientRevoked() {
        measure("portal", consent -> LiveGateway.expect(gateway.ceremonies.revoke("rev", consent), 200));
    }

    @Test
    void refusesTheNextRequestOnEveryNodeAfterKeycloakTold() {
        measure("Keycloak's push", consent -> assertThat(notice("REVOKE_GRANT").statusCode())
                .isEqualTo(204));
    }

    @Test
    void refusesTheNextRequestOnEveryNodeAfterAnAdministratorTookTheConsent() {
        measure(
                "Keycloak's push, by an administrator",
                consent -> assertThat(notice("CONSENT_DELETED").statusCode()).isEqualTo(204));
    }

    @Test
    void refusesTheNextRequestOnEveryNodeAfterThePatientDeletedTheConsent() {
        measure("deletion", consent -> assertThat(gateway.delete(gateway.patient("rev"), "/fhir/Consent/" + consent)
                        .statusCode())
                .isBetween(200, 204));
    }

    /** What the member was given it neither prolongs nor takes away from the patient's sight. */
    @Test
    void letsNoMemberChangeOrDeleteAConsent() {
        String consent = grant();
        String b = gateway.member("hospital-b");
        String path = "/fhir/Consent/" + consent;

        assertThat(gateway.delete(b, path).statusCode()).isEqualTo(403);
        assertThat(gateway.put(b, path, gateway.get(b, path).body()).statusCode())
                .isEqualTo(405);
        assertThat(read(gateway)).isEqualTo(200);
        LiveGateway.expect(gateway.ceremonies.revoke("rev", consent), 200);
    }

    @Test
    void findsARevocationThatWasNeverPushed() {
        List<Double> times = new ArrayList<>();
        for (int run = 0; run < Math.max(1, RUNS / 10); run++) {
            grant();
            assertThat(read(gateway)).isEqualTo(200);
            long began = System.nanoTime();
            gateway.issuer.revokedInConsole("account-rev", "hospital-b", gateway.clock.instant());
            until(403);
            times.add((System.nanoTime() - began) / 1e6);
            assertThat(read(second)).isEqualTo(403);
        }
        print("never pushed, found by asking", times);
        assertThat(times).allMatch(time -> time < 5_000 || overloaded());
    }

    /** A page's link is no way around: what may be seen is decided anew on every page. */
    @Test
    void stopsInTheMiddleOfASearch() {
        String consent = grant();
        String b = gateway.member("hospital-b");
        JsonNode page = LiveGateway.expect(gateway.get(b, QUERY + "&_count=1"), 200);
        String next = LiveGateway.next(page);
        assertThat(next).isNotEmpty();

        LiveGateway.expect(gateway.ceremonies.revoke("rev", consent), 200);

        assertThat(gateway.get(b, next).statusCode()).isEqualTo(403);
    }

    /** Notices that come twice, late or out of order end nothing that was given after. */
    @Test
    void isNotConfusedByLateAndDoubledNotices() {
        grant();
        assertThat(notice("REVOKE_GRANT").statusCode()).isEqualTo(204);
        assertThat(notice("REVOKE_GRANT").statusCode()).isEqualTo(204);
        gateway.clock.forward(Duration.ofSeconds(5));
        String later = grant();

        assertThat(notice("REVOKE_GRANT", Instant.now().minusSeconds(60)).statusCode())
                .isEqualTo(204);

        assertThat(read(gateway)).isEqualTo(200);
        LiveGateway.expect(gateway.ceremonies.revoke("rev", later), 200);
    }

    @Test
    void believesNoNoticeThatIsNotSigned() {
        String consent = grant();
        byte[] body = body("REVOKE_GRANT", Instant.now());

        assertThat(push(body, "t=1,v1=" + "0".repeat(64)).statusCode()).isEqualTo(401);
        assertThat(read(gateway)).isEqualTo(200);
        LiveGateway.expect(gateway.ceremonies.revoke("rev", consent), 200);
    }

    /** The provider away: what was granted goes on for the configured time, then it is closed; nothing opens. */
    @Test
    void closesWhatWasGrantedWhenTheProviderIsAwayForTooLong() {
        String consent = grant();
        gateway.issuer.away = true;
        try {
            assertThat(read(gateway)).isEqualTo(200);
            gateway.clock.forward(Duration.ofMinutes(11));
            assertThat(read(gateway)).isEqualTo(503);
            assertThat(gateway.get(gateway.member("hospital-a"), QUERY).statusCode())
                    .isEqualTo(200);
        } finally {
            gateway.issuer.away = false;
        }
        until(200);
        until(second, 200);
        LiveGateway.expect(gateway.ceremonies.revoke("rev", consent), 200);
    }

    private interface Way {
        void revoke(String consent);
    }

    private static void measure(String name, Way way) {
        List<Double> same = new ArrayList<>();
        List<Double> other = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            String consent = grant();
            assertThat(read(gateway)).isEqualTo(200);
            assertThat(read(second)).isEqualTo(200);
            long began = System.nanoTime();
            way.revoke(consent);
            long told = System.nanoTime();
            assertThat(read(second)).isEqualTo(403);
            assertThat(read(gateway)).isEqualTo(403);
            same.add((told - began) / 1e6);
            other.add((System.nanoTime() - told) / 1e6);
        }
        print(name + ": until it is committed", same);
        print(name + ": the next request on both nodes, each refused", other);
    }

    private static void print(String name, List<Double> times) {
        List<Double> sorted = times.stream().sorted().toList();
        System.out.printf(
                java.util.Locale.ROOT,
                "revocation, %s: %d runs, p50 %.1f ms, p99 %.1f ms, most %.1f ms%n",
                name,
                sorted.size(),
                sorted.get(sorted.size() / 2),
                sorted.get(Math.min(sorted.size() - 1, (int) Math.ceil(sorted.size() * 0.99) - 1)),
                sorted.getLast());
    }

    private static boolean overloaded() {
        return java.lang.management.ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()
                > 2 * Runtime.getRuntime().availableProcessors();
    }

    private static String grant() {
        // A second later: the same request at the same moment would be the same request.
        gateway.clock.forward(Duration.ofSeconds(1));
        return gateway.ceremonies.grant(
                "hospital-b",
                "rev",
                "{'period':{'end':'"
                        + gateway.clock.instant().plus(Duration.ofDays(5)).truncatedTo(ChronoUnit.SECONDS)
                        + "'},'purpose':[{'code':'TREAT'}],'class':[{'code':'Observation'}]}");
    }

    private static int read(LiveGateway node) {
        return node.get(node.member("hospital-b"), QUERY).statusCode();
    }

    private static void until(int status) {
        until(gateway, status);
    }

    private static void until(LiveGateway node, int status) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (read(node) != status) {
            assertThat(System.nanoTime()).as("no answer " + status + " in time").isLessThan(end);
        }
    }

    private static HttpResponse<String> notice(String type) {
        return notice(type, gateway.clock.instant());
    }

    private static HttpResponse<String> notice(String type, Instant at) {
        byte[] body = body(type, at);
        return push(body, signature(body));
    }

    private static HttpResponse<String> push(byte[] body, String signature) {
        return gateway.send(gateway.request("", "/internal/keycloak-events", "Consentry-Signature", signature)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    private static byte[] body(String type, Instant at) {
        return ("{\"id\":\"1\",\"type\":\"" + type + "\",\"user\":\"account-rev\",\"client\":\"consent-hospital-b\","
                        + "\"time\":" + at.toEpochMilli() + "}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String signature(byte[] body) {
        try {
            long time = Instant.now().getEpochSecond();
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(LiveSettings.eventsKey()), "HmacSHA256"));
            ByteArrayOutputStream signed = new ByteArrayOutputStream();
            signed.writeBytes((time + ".").getBytes(StandardCharsets.US_ASCII));
            signed.writeBytes(body);
            return "t=" + time + ",v1=" + HexFormat.of().formatHex(mac.doFinal(signed.toByteArray()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
