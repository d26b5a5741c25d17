package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Methods that nobody thinks of, at every door: none opens what GET does not, none mirrors a token, none fails. */
class MethodCasesIT {
    private static final List<String> DOORS = List.of(
            "/fhir",
            "/fhir/metadata",
            "/fhir/Observation",
            "/fhir/Observation/open-7",
            "/fhir/Observation/open-7/_history/1",
            "/fhir/Patient/victim-7/$everything",
            "/fhir/Patient/victim-7/$audit-report",
            "/fhir/Consent/$evaluate",
            "/fhir/$export",
            "/fhir/Binary/none",
            "/intake/hl7v2",
            "/intake/dead-letters",
            "/events",
            "/deliveries",
            "/deliveries/none",
            "/proxy/work",
            "/objects/none",
            "/exports",
            "/exports/none",
            "/cluster-runs/none",
            "/ledger/entries",
            "/ledger/checkpoint",
            "/operator/witnesses",
            "/operator/ledger",
            "/applications",
            "/internal/keycloak-events",
            "/internal/none",
            "/consent/callback",
            "/actuator/prometheus",
            "/actuator/health",
            "/.well-known/jwks.json",
            "/openapi.json",
            "/");

    private static OpenCases world;
    private static RawDoor door;

    @BeforeAll
    static void start() {
        world = OpenCases.start();
        door = RawDoor.of(world.gateway);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @TestFactory
    Stream<DynamicTest> openNothingAndMirrorNothing() {
        String stranger = world.stranger();
        return DOORS.stream().flatMap(path -> Stream.of(
                        "HEAD", "OPTIONS", "TRACE", "TRACK", "CONNECT", "PROPFIND", "LOCK", "get", "GeT", "SEARCH")
                .flatMap(method -> Stream.of("", stranger)
                        .map(token -> DynamicTest.dynamicTest(
                                method + " " + path + (token.isEmpty() ? "" : " with a token"),
                                () -> tried(method, path, token)))));
    }

    private static void tried(String method, String path, String token) {
        RawDoor.Said said = door.say(method + " " + path + " HTTP/1.1\r\nHost: gateway.test\r\n"
                + (token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n")
                + "X-Mirror: mirrored-7\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

        assertThat(said.text())
                .doesNotContain(OpenCases.SECRET, "mirrored-7", "jvm_", "Exception")
                .doesNotContain(token.isEmpty() ? "Bearer ey" : token);
        assertThat(said.statuses())
                .as(said.text())
                .hasSizeLessThanOrEqualTo(1)
                .allMatch(status -> status < 500 || status == 501);
        if (method.equals("TRACE")) {
            assertThat(said.text()).as("a refusal says why").contains("OperationOutcome");
        }
        if (method.equals("HEAD")) {
            assertThat(said.text()).as("a HEAD has no body").endsWith("\r\n\r\n");
        }
    }
}
