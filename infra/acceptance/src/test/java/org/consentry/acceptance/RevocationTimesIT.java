package org.consentry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * How fast a revocation bites, with a real Keycloak: from the moment it is sent until the first refused read, printed.
 * {@code -Dconsentry.revocation.runs=100} measures what the README reports.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RevocationTimesIT {
    private static final int RUNS = Integer.getInteger("consentry.revocation.runs", 3);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String NOTHING = "{\"resourceType\":\"Parameters\"}";

    private Exchange exchange;
    private Giver bob;
    private String administrator = "";

    @BeforeAll
    void start() throws Exception {
        exchange = new Exchange(RunningExchange.shared().report());
        bob = new Giver(exchange, "bob", exchange.user("bob").path("patient").asString());
        bob.makeKey();
    }

    /** Leaves no approval behind that others might count. */
    @AfterAll
    void stop() throws Exception {
        assertThat(bob.reads()).isNotEqualTo(200);
    }

    private interface Revocation {
        HttpResponse<String> send(String consent) throws Exception;
    }

    @Test
    void bitesFromThePortal() throws Exception {
        measure(
                "portal",
                Duration.ofSeconds(1),
                consent -> bob.call("POST", "/fhir/Consent/" + consent + "/$revoke", NOTHING));
    }

    @Test
    void bitesFromKeycloaksAccountConsole() throws Exception {
        String console = bob.person().token("account-console", exchange.url("keycloak") + "/account/");
        String address = exchange.url("keycloak") + "/account/applications/consent-hospital-b/consent";
        measure("Keycloak's account console", Duration.ofSeconds(1), consent -> bob.person()
                .call(console, "DELETE", address, ""));
    }

    @Test
    void bitesFromKeycloaksAdministrator() throws Exception {
        String account = bob.account(bob.administrator(), "bob");
        measure("Keycloak's administrator", Duration.ofSeconds(1), consent -> {
            String address = bob.realm() + "/users/" + account + "/consents/consent-hospital-b";
            return bob.person().call(administrator, "DELETE", address, "");
        });
    }

    private void measure(String way, Duration target, Revocation revocation) throws Exception {
        List<Double> times = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            String consent = bob.grant();
            assertThat(bob.reads()).isEqualTo(200);
            // Signing in is no part of taking back.
            administrator = bob.administrator();
            long began = System.nanoTime();
            HttpResponse<String> answer = revocation.send(consent);
            assertThat(answer.statusCode()).as(answer.body()).isIn(200, 204);
            while (bob.reads() == 200) {
                assertThat(System.nanoTime() - began).isLessThan(PATIENCE.toNanos());
            }
            times.add((System.nanoTime() - began) / 1e6);
        }
        List<Double> sorted = times.stream().sorted().toList();
        double last = sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1);
        System.out.printf(
                Locale.ROOT,
                "revocation, %s, until the first refused read: %d runs, p50 %.0f ms, p99 %.0f ms, most %.0f ms%n",
                way,
                sorted.size(),
                sorted.get(sorted.size() / 2),
                last,
                sorted.getLast());
        assertThat(last).matches(time -> time < target.toMillis() || overloaded(), "within " + target);
    }

    private static boolean overloaded() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()
                > 2 * Runtime.getRuntime().availableProcessors();
    }
}
