package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.live.OpenCases.VICTIM;
import static org.consentry.gateway.live.OpenCases.allowed;
import static org.consentry.gateway.live.OpenCases.bundle;
import static org.consentry.gateway.live.OpenCases.entry;
import static org.consentry.gateway.live.OpenCases.refused;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** After a revocation no door is left open, not even one that was entered before: rows ER-40, PC-21, BC-15, ML-05. */
class RevokedCasesIT {
    private static final String USE = ",'action':[{'coding':[{'code':'access'},{'code':'use'},{'code':'correct'}]}]";
    private static OpenCases world;
    private static String former;
    private static String doctor;
    private static String page;
    private static String everything;
    private static String history;
    private static String consent;

    @BeforeAll
    static void start() {
        world = OpenCases.start();
        former = world.gateway.member("hospital-f");
        doctor = world.gateway.practitioner("doc-f", "hospital-f", "user/*.cruds");
        String a = world.gateway.member("hospital-a");
        for (int i = 0; i < 3; i++) {
            world.store(a, "Observation", "more-" + i, OpenCases.observation(VICTIM));
        }
        consent = world.gateway.ceremonies.grant(
                "hospital-f", VICTIM, world.provision("'class':[{'code':'Observation'}]", USE));
        page = next("/fhir/Observation?patient=" + VICTIM + "&_count=1");
        everything = next("/fhir/Patient/" + VICTIM + "/$everything?_count=1");
        history = next("/fhir/Observation/_history?_count=1");
        assertThat(world.get(former, page).body()).contains(OpenCases.SECRET);
        LiveGateway.expect(world.gateway.ceremonies.revoke(VICTIM, consent), 200);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static String next(String path) {
        String body = world.get(former, path).body();
        assertThat(body).contains("\"next\"");
        return body.replaceAll("(?s).*\"next\",\"url\":\"([^\"]+)\".*", "$1");
    }

    @TestFactory
    Stream<DynamicTest> noDoorIsLeft() {
        String addition =
                OpenCases.resource("Observation", OpenCases.observation(VICTIM).replace(OpenCases.SECRET, "x"));
        String correction = addition.replaceFirst("\\{", "{'id':'open-7',");
        return Stream.of(former, doctor)
                .flatMap(token -> Stream.of(
                        refused("read", () -> world.get(token, "/fhir/Observation/open-7"), 403, 404),
                        refused("version", () -> world.get(token, "/fhir/Observation/open-7/_history/1"), 403, 404),
                        refused("history", () -> world.get(token, "/fhir/Observation/open-7/_history"), 403, 404),
                        refused("search", () -> world.get(token, "/fhir/Observation?patient=" + VICTIM), 403),
                        refused(
                                "search by POST",
                                () -> world.send(token, "POST", "/fhir/Observation/_search", "patient=" + VICTIM),
                                403),
                        refused(
                                "count",
                                () -> world.get(token, "/fhir/Observation?patient=" + VICTIM + "&_summary=count"),
                                403),
                        refused("search that names nobody", () -> world.get(token, "/fhir/Observation"), 200),
                        refused(
                                "compartment",
                                () -> world.get(token, "/fhir/Patient/" + VICTIM + "/Observation"),
                                200,
                                403,
                                404),
                        refused("everything", () -> world.get(token, "/fhir/Patient/" + VICTIM + "/$everything"), 403),
                        refused("$verify", () -> world.get(token, "/fhir/Observation/open-7/$verify"), 403, 404),
                        refused(
                                "$lastn",
                                () -> world.get(token, "/fhir/Observation/$lastn?patient=" + VICTIM),
                                200,
                                403),
                        refused(
                                "batch",
                                () -> world.send(
                                        token,
                                        "POST",
                                        "/fhir",
                                        bundle("batch", entry("GET", "Observation/open-7", ""))),
                                200),
                        refused("adding", () -> world.send(token, "POST", "/fhir/Observation", addition), 403),
                        refused(
                                "correcting",
                                () -> world.send(token, "PUT", "/fhir/Observation/open-7", correction),
                                403,
                                404),
                        refused(
                                "another purpose",
                                () -> world.get(token, "/fhir/Observation?patient=" + VICTIM, "Purpose-Of-Use", "BTG"),
                                403)));
    }

    @TestFactory
    Stream<DynamicTest> noLinkLeadsOn() {
        return Stream.of(
                refused("of a search", () -> world.get(former, page), 403),
                refused("of everything", () -> world.get(former, everything), 403),
                refused("of a history", () -> world.get(former, history), 200, 403, 404));
    }

    @TestFactory
    Stream<DynamicTest> whatOthersWereGivenStays() {
        return Stream.of(
                allowed(
                        "another reader",
                        () -> world.get(world.gateway.member("hospital-b"), "/fhir/Observation/open-7"),
                        200),
                allowed("the patient", () -> world.get(world.gateway.patient(VICTIM), "/fhir/Observation/open-7"), 200),
                allowed("revoking again", () -> world.gateway.ceremonies.revoke(VICTIM, consent), 200));
    }

    /** Row MR-07: the last instant is in, the end is out. */
    @Test
    void endsAtTheVerySecond() {
        String reader = world.gateway.member("hospital-e");
        world.gateway.ceremonies.grant(
                "hospital-e",
                VICTIM,
                world.provision("Observation")
                        .replaceFirst(
                                "'end':'[^']+'",
                                "'end':'"
                                        + world.gateway
                                                .clock
                                                .instant()
                                                .plusSeconds(601)
                                                .truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                                        + "'"));
        Duration left = Duration.between(world.gateway.clock.instant(), end(reader));

        world.forward(left.minusMillis(1500));
        assertThat(world.get(reader, "/fhir/Observation/open-7").statusCode()).isEqualTo(200);
        world.forward(Duration.ofMillis(1500));
        assertThat(world.get(reader, "/fhir/Observation/open-7").statusCode()).isEqualTo(404);
        assertThat(world.get(reader, "/fhir/Observation?patient=" + VICTIM).statusCode())
                .isEqualTo(403);
    }

    private static java.time.Instant end(String reader) {
        String body = world.get(reader, "/fhir/Consent?status=active").body();
        return java.time.Instant.parse(body.replaceAll("(?s).*\"end\":\"([^\"]+)\".*", "$1"));
    }
}
