package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.live.OpenCases.VICTIM;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.consentry.gateway.live.DoorMatrixIT.Actor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The fourth part of the security matrix: who × every door that the other three do not name, tried on the running gateway
 * and written to {@code target/security-matrix-further.md}. Cells as in {@link ActorTable}; a door of a thing that is
 * not there is {@code .} for whoever has no business with it as for whoever finds nothing.
 */
class FurtherDoorsIT {
    private static final Path REPORT = Path.of("target", "security-matrix-further.md");
    private static final String NOTHING = "{'resourceType':'Parameters'}";
    private static final String NOBODY = "00000000-0000-0000-0000-000000000000";
    private static OpenCases world;
    private static String asked = "";

    /** What is tried, and who gets what, in the order of {@link Actor}. */
    enum Door {
        HL7V2("POST", "/intake/hl7v2", "x-application/hl7-v2+er7", "no message", ".!!!!!!!......."),
        CCDA("POST", "/intake/ccda", "application/xml", "<none/>", ".!!!!!!!......."),
        CSV("POST", "/intake/csv/patients", "text/csv", "none", "..............."),
        OLDER_FHIR("POST", "/intake/stu3", "application/fhir+json", "{}", ".!!!!!!!......."),
        INTAKE_JOB("GET", "/intake/jobs/" + NOBODY, "", "", "..............."),
        DEAD_LETTERS("GET", "/intake/dead-letters", "", "", ".yyyyyyy......."),
        DEAD_LETTER("GET", "/intake/dead-letters/" + NOBODY + "/content", "", "", "..............."),
        REPLAY("POST", "/intake/dead-letters/" + NOBODY + "/$replay", "application/json", "{}", "..............."),
        PROXY_WORK("GET", "/proxy/work?wait=0", "", "", ".yyyyyyy......."),
        PROXY_ANSWERS("POST", "/proxy/answers", "application/json", "{}", ".!!!!!!!......."),
        EXPORTS("GET", "/exports", "", "", ".yyyyyyy....y.."),
        DELIVERIES("GET", "/deliveries", "", "", ".yyyyyyyy......"),
        ACKNOWLEDGED("POST", "/deliveries/" + NOBODY + "/ack", "application/json", "{}", "..............."),
        LEDGER_RANGE("GET", "/ledger/entries?from=0&to=5", "", "", ".yyyyyyyy....yy"),
        LEDGER_SWEEP("POST", "/operator/ledger/sweep", "application/json", "{}", "..............y"),
        LEDGER_REPLICAS("GET", "/ledger/replicas", "", "", "yyyyyyyyyyyyyyy"),
        CHECKPOINT("GET", "/ledger/checkpoints", "", "", "yyyyyyyyyyyyyyy"),
        METRICS("GET", "/actuator/prometheus", "", "", "..............y"),
        HEALTH("GET", "/actuator/health", "", "", "yyyyyyyyyyyyyyy"),
        KEYCLOAK_EVENTS("POST", "/internal/keycloak-events", "application/json", "{}", "..............."),
        CALLBACK("GET", "/consent/callback?state=x&code=y", "", "", "yyyyyyyyyyyyyyy"),
        HISTORY("GET", "/fhir/Observation/open-7/_history", "", "", ".SS.....SSS...."),
        COMPARTMENT("GET", "/fhir/Patient/{victim}/*", "", "", ".SSyyyyySS.y.yy"),
        SUBSCRIBE(
                "POST",
                "/fhir/Subscription",
                "application/fhir+json",
                "{'resourceType':'Subscription'}",
                ".!!!!!!!......."),
        SUBSCRIPTION_STATUS("GET", "/fhir/Subscription/none/$status", "", "", "..............."),
        SUBSCRIPTION_EVENTS("GET", "/fhir/Subscription/none/$events", "", "", "..............."),
        BINARY_RANGE("GET", "/fhir/Binary/none", "", "", "..............."),
        JWKS("GET", "/fhir/Organization/hospital-a/$jwks", "", "", "..............."),
        NODE("GET", "/fhir/Endpoint/$node?identifier=none&network=none", "", "", "..............."),
        VIEW_EXPORT("POST", "/fhir/$viewdefinition-export", "application/fhir+json", NOTHING, ".!!!!!!!!!!!!!!"),
        VIEW_STORED(
                "POST",
                "/fhir/ViewDefinition",
                "application/fhir+json",
                "{'resourceType':'ViewDefinition'}",
                ".!!!!!!!....!.."),
        RELINQUISH("POST", "/fhir/Consent/{asked}/$relinquish", "application/fhir+json", NOTHING, "......y........"),
        COMPLETE("POST", "/fhir/Consent/{asked}/$complete", "application/fhir+json", NOTHING, ".........!.!..."),
        WRAP_KEYS("POST", "/fhir/Consent/{asked}/$wrap-keys", "application/fhir+json", NOTHING, "..............."),
        ACCEPT("POST", "/fhir/Task/none/$accept", "application/fhir+json", NOTHING, "..............."),
        REVIEW("POST", "/fhir/Task/none/$review", "application/fhir+json", NOTHING, ".!!!!!!!!!.!!!!"),
        RETIRE_PROXY(
                "POST",
                "/fhir/Organization/hospital-a/$retire-proxy",
                "application/fhir+json",
                NOTHING,
                ".y............."),
        MESSAGE(
                "POST",
                "/fhir/$process-message",
                "application/fhir+json",
                "{'resourceType':'Bundle','type':'message'}",
                ".!!!!!!!!!!!!!!"),
        GRAPHQL("GET", "/fhir/$graphql?query={PatientList{id}}", "", "", "..............."),
        WITHDRAW("POST", "/fhir/Consent/{asked}/$withdraw", "application/fhir+json", NOTHING, "......y........");

        final String method;
        final String path;
        final String contentType;
        final String body;
        final String expected;

        Door(String method, String path, String contentType, String body, String expected) {
            this.method = method;
            this.path = path;
            this.contentType = contentType;
            this.body = body;
            this.expected = expected;
        }
    }

    @BeforeAll
    static void start() {
        world = OpenCases.start();
        asked = world.gateway.ceremonies.ask("hospital-q", VICTIM, world.provision("Observation"));
        DoorMatrixIT.grant(world, "hospital-add", "use");
        DoorMatrixIT.grant(world, "hospital-correct", "correct");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void openOnlyToWhomTheTableSays() throws IOException {
        ActorTable table = new ActorTable("door");
        for (Door door : Door.values()) {
            table.row(door, door.expected, actor -> send(DoorMatrixIT.token(world, actor), door));
        }

        assertThat(table.written(REPORT)).isEmpty();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(textBlock = """
            POST, /deliveries/x/ack,                  {
            POST, /proxy/answers,                     [[[[[[
            GET,  /intake/dead-letters?_count=secret, ''
            """)
    void whatCannotBeReadIsTheClientsFault(String method, String path, String body) {
        HttpResponse<String> answer = world.gateway.send(world.gateway
                .request(DoorMatrixIT.token(world, Actor.CONTRIBUTOR), path)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body)));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("OperationOutcome").doesNotContain("secret");
    }

    private static HttpResponse<String> send(String token, Door door) {
        String path = door.path
                .replace("{victim}", VICTIM)
                .replace("{asked}", asked)
                .replace("{Pat", "%7BPat")
                .replace("{id}}", "%7Bid%7D%7D");
        HttpRequest.Builder request = world.gateway.request(token, path);
        if (!door.contentType.isEmpty()) {
            request.header("Content-Type", door.contentType);
        }
        if (door == Door.BINARY_RANGE) {
            request.header("Range", "bytes=0-1");
        }
        return world.gateway.send(request.method(
                door.method,
                door.body.isEmpty()
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(door.body.replace('\'', '"'))));
    }
}
