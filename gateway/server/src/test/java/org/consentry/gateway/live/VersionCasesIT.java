package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.live.OpenCases.VICTIM;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What a thing once was is not shown by what it has become, nor the other way round: versions of other days and other
 * categories, what was deleted, days at the edges of time zones.
 */
class VersionCasesIT {
    private static final String CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category";
    private static OpenCases world;
    private static String owner;
    private static String byDays;
    private static String byCategory;
    private static String byCode;

    @BeforeAll
    static void start() {
        world = OpenCases.start();
        owner = world.gateway.member("hospital-a");
        byDays = granted("hospital-days", "'class':[{'code':'Observation'}],'dataPeriod':{'start':'2025-01-01'}");
        byCategory = granted(
                "hospital-category",
                "'class':[{'code':'Observation'},{'system':'" + CATEGORY + "','code':'laboratory'}]");
        byCode = granted(
                "hospital-code",
                "'class':[{'code':'Observation'}],'provision':[{'type':'deny','code':[{'coding':[{'system':'urn:codes',"
                        + "'code':'closed'}]}]}]");
        versions("was-early", "2020-01-01", "laboratory", "open", "2026-01-01", "laboratory", "open");
        versions("is-early", "2026-01-01", "laboratory", "open", "2020-01-01", "laboratory", "open");
        versions("was-social", "2026-01-01", "social-history", "open", "2026-01-01", "laboratory", "open");
        versions("is-social", "2026-01-01", "laboratory", "open", "2026-01-01", "social-history", "open");
        versions("was-closed", "2026-01-01", "laboratory", "closed", "2026-01-01", "laboratory", "open");
        versions("is-closed", "2026-01-01", "laboratory", "open", "2026-01-01", "laboratory", "closed");
        versions("is-gone", "2026-01-01", "laboratory", "open", "2026-01-01", "laboratory", "open");
        assertThat(world.gateway.delete(owner, "/fhir/Observation/is-gone").statusCode())
                .isIn(200, 204);
        put("edge-west", "2024-12-31T23:30:00-05:00", "laboratory", "open", "edge-west");
        put("edge-east", "2025-01-01T00:30:00+05:00", "laboratory", "open", "edge-east");
        put("edge-in", "2025-01-02T12:00:00Z", "laboratory", "open", "edge-in");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static String granted(String member, String provision) {
        world.gateway.ceremonies.grant(member, VICTIM, world.provision(provision, ""));
        return world.gateway.member(member);
    }

    private static void versions(String id, String... versions) {
        put(id, versions[0], versions[1], versions[2], "first-of-" + id);
        put(id, versions[3], versions[4], versions[5], "second-of-" + id);
    }

    private static void put(String id, String day, String category, String code, String marker) {
        HttpResponse<String> stored = world.gateway.put(
                owner,
                "/fhir/Observation/" + id,
                OpenCases.resource(
                        "Observation",
                        "'id':'" + id + "','status':'final','category':[{'coding':[{'system':'" + CATEGORY
                                + "','code':'" + category + "'}]}],'code':{'coding':[{'system':'urn:codes','code':'"
                                + code + "'}]},'valueString':'" + marker + "','effectiveDateTime':'" + day
                                + "','subject':{'reference':'Patient/" + VICTIM + "'}"));
        assertThat(stored.statusCode()).as(stored.body()).isIn(200, 201);
    }

    private static Stream<String> ways(String id) {
        return Stream.of(
                "Observation/" + id,
                "Observation/" + id + "/_history",
                "Observation/" + id + "/_history/1",
                "Observation/" + id + "/_history/2",
                "Observation/_history?_count=1000",
                "_history?_count=1000",
                "Observation?_id=" + id,
                "Observation/" + id + "/_history?_at=2026",
                "Patient/" + VICTIM + "/$everything");
    }

    private static Stream<DynamicTest> hidden(String token, String id, String marker) {
        return ways(id).map(path -> DynamicTest.dynamicTest(
                marker + " by " + path,
                () -> assertThat(world.get(token, "/fhir/" + path).body()).doesNotContain(marker)));
    }

    @TestFactory
    Stream<DynamicTest> aVersionIsHeldAgainstWhatItSaysItself() {
        return Stream.of(
                        hidden(byDays, "was-early", "first-of-was-early"),
                        hidden(byDays, "is-early", "second-of-is-early"),
                        hidden(byCategory, "was-social", "first-of-was-social"),
                        hidden(byCategory, "is-social", "second-of-is-social"),
                        hidden(byCode, "was-closed", "first-of-was-closed"),
                        hidden(byCode, "is-closed", "second-of-is-closed"))
                .flatMap(tests -> tests);
    }

    @Test
    void showsWhatIsPermittedNow() {
        assertThat(world.gateway.ids(byDays, "Observation?patient=" + VICTIM)).contains("was-early", "edge-in");
        assertThat(world.gateway.ids(byCategory, "Observation?patient=" + VICTIM))
                .contains("was-social")
                .doesNotContain("is-social");
        assertThat(world.gateway.ids(byCode, "Observation?patient=" + VICTIM))
                .contains("was-closed")
                .doesNotContain("is-closed");
    }

    /** The day is the one that is written, where it happened; the gateway's own zone has no say. */
    @Test
    void theFirstDayIsTheFirstWherever() {
        List<String> seen = world.gateway.ids(byDays, "Observation?patient=" + VICTIM + "&_count=1000");

        assertThat(seen).contains("edge-in", "edge-east").doesNotContain("edge-west");
    }

    /** Who was deleted is as unknown to a stranger as who never was; who may read learns that it is gone. */
    @TestFactory
    Stream<DynamicTest> whatIsGoneWasNeverThereForStrangers() {
        return Stream.of("", "/_history", "/_history/1", "/_history/3", "/$meta", "/$verify")
                .map(rest -> world.alike(
                        world.stranger(), "GET", "/fhir/Observation/{}" + rest, "", "is-gone", "unknown-7"));
    }

    @TestFactory
    Stream<DynamicTest> noConditionOfARequestTellsOfAVersion() {
        String changed = OpenCases.changed("open-7", VICTIM, "");
        String stranger = world.stranger();
        return Stream.of(
                DynamicTest.dynamicTest("If-Match", () -> assertThat(
                                world.send(stranger, "PUT", "/fhir/Observation/open-7", changed, "If-Match", "W/\"1\"")
                                        .statusCode())
                        .isEqualTo(
                                world.send(stranger, "PUT", "/fhir/Observation/open-7", changed, "If-Match", "W/\"99\"")
                                        .statusCode())),
                DynamicTest.dynamicTest("If-Match of a deletion", () -> assertThat(
                                world.send(stranger, "DELETE", "/fhir/Observation/open-7", "", "If-Match", "W/\"1\"")
                                        .statusCode())
                        .isEqualTo(
                                world.send(stranger, "DELETE", "/fhir/Observation/open-7", "", "If-Match", "W/\"99\"")
                                        .statusCode())),
                DynamicTest.dynamicTest("If-None-Match", () -> assertThat(
                                world.get(stranger, "/fhir/Observation/open-7", "If-None-Match", "W/\"1\"")
                                        .statusCode())
                        .isEqualTo(404)),
                DynamicTest.dynamicTest("If-Modified-Since", () -> assertThat(world.get(
                                        stranger,
                                        "/fhir/Observation/open-7",
                                        "If-Modified-Since",
                                        "Sat, 01 Jan 2050 00:00:00 GMT")
                                .statusCode())
                        .isEqualTo(404)));
    }
}
