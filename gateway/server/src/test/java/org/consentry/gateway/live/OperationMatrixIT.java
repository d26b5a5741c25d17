package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.live.OpenCases.OTHER;
import static org.consentry.gateway.live.OpenCases.VICTIM;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.consentry.gateway.live.DoorMatrixIT.Actor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The third part of the security matrix: who × which operation, exports, subscriptions, attachments and research among
 * them, on the victim's record, tried on the running gateway and written to {@code target/security-matrix-operations.md}. Cells as in {@link ActorTable}.
 */
class OperationMatrixIT {
    private static final Path REPORT = Path.of("target", "security-matrix-operations.md");
    private static final String NOTHING = "{'resourceType':'Parameters'}";
    private static OpenCases world;
    private static String asked;
    private static String granted;
    private static String proposal;
    private static String study;

    /** What is tried, and who gets what, in the order of {@link Actor}. */
    enum Operation {
        EVERYTHING("GET", "/fhir/Patient/{victim}/$everything", "", ".SS.....SS....."),
        MATCH(
                "POST",
                "/fhir/Patient/$match",
                "{'resourceType':'Parameters','parameter':[{'name':'resource','resource':{'resourceType':'Patient',"
                        + "'identifier':[{'system':'urn:mrn','value':'mrn-7'}]}}]}",
                ".SyyyyyyyS.y.yy"),
        LASTN("GET", "/fhir/Observation/$lastn?patient={victim}", "", ".SS...yySSSy.yy"),
        DOCREF("GET", "/fhir/DocumentReference/$docref?patient={victim}", "", ".yy...yyyy.y.yy"),
        VERIFY("GET", "/fhir/Observation/open-7/$verify", "", ".yy.....yyy...."),
        META("GET", "/fhir/Observation/open-7/$meta", "", ".yy.....yyy...."),
        EVALUATE("GET", "/fhir/Consent/$evaluate", "", ".........y.y..."),
        GRAPH("GET", "/fhir/Patient/{victim}/$graph", "", ".........y....."),
        AUDIT_REPORT("GET", "/fhir/Patient/{victim}/$audit-report", "", ".yyyyyy.yy...yy"),
        KEYS("GET", "/fhir/Patient/{victim}/$keys", "", "..yyy...yyy...."),
        SEALED_KEYS("GET", "/fhir/Patient/{victim}/$sealed-keys", "", ".........!....."),
        REGISTER_KEY("POST", "/fhir/Patient/{victim}/$register-key", NOTHING, ".........!....."),
        RECOVER_KEY("POST", "/fhir/Patient/{victim}/$recover-key", NOTHING, "..............."),
        ROTATE_KEY("POST", "/fhir/Patient/{victim}/$rotate-key", NOTHING, ".........!....."),
        PROXY("POST", "/fhir/Patient/{victim}/$proxy", NOTHING, ".........y....."),
        TOUCH("POST", "/fhir/Patient/{victim}/$touch", NOTHING, ".........y....."),
        LAUNCH("POST", "/fhir/Patient/{victim}/$launch", NOTHING, "..............."),
        AUTHORIZE("POST", "/fhir/Consent/{asked}/$authorize", NOTHING, ".........y....."),
        SIGNING("GET", "/fhir/Consent/{asked}/$signing", "", "..............."),
        KEYS_TO_WRAP("GET", "/fhir/Consent/{granted}/$keys-to-wrap", "", "..............."),
        REFUSE("POST", "/fhir/Consent/{asked}/$refuse", NOTHING, ".........y....."),
        REVOKE("POST", "/fhir/Consent/{granted}/$revoke", NOTHING, ".........y....."),
        REJECT("POST", "/fhir/Task/{proposal}/$reject", NOTHING, ".........y....."),
        CONSENT_WRITTEN_ACTIVE(
                "POST",
                "/fhir/Consent",
                "{'resourceType':'Consent','status':'active','patient':{'reference':'Patient/{victim}'}}",
                ".!!!!!!!!......"),
        BINARY(
                "POST",
                "/fhir/Binary",
                "{'resourceType':'Binary','contentType':'text/plain','data':'eA==','securityContext':{'reference':"
                        + "'Patient/{victim}'}}",
                ".y............."),
        SUBSCRIPTION("GET", "/fhir/Subscription", "", ".yyyyyyyyy.y.yy"),
        AUDIT_WRITTEN("POST", "/fhir/AuditEvent", "{'resourceType':'AuditEvent'}", "..............."),
        EXPORT_OF_PATIENTS("GET", "/fhir/Patient/$export", "", ".yyyyyyy....y.."),
        EXPORT_OF_A_GROUP("GET", "/fhir/Group/nobody/$export", "", "..............."),
        DEIDENTIFY(
                "POST",
                "/fhir/$deidentify",
                "{'resourceType':'Bundle','type':'collection','entry':[{'resource':{'resourceType':'Patient'}}]}",
                ".!!!!!!!....!.."),
        VIEW("POST", "/fhir/$viewdefinition-run", NOTHING, ".!!!!!!!!!!!!!!"),
        COHORT("GET", "/fhir/$cohort-count?_type=Observation", "", "............!.."),
        STUDY("POST", "/fhir/ResearchStudy", "{'resourceType':'ResearchStudy','status':'active'}", ".yyyyyyyy.....y"),
        APPROVE_STUDY("POST", "/fhir/ResearchStudy/{study}/$approve", NOTHING, "..............."),
        ENROLLMENT("GET", "/fhir/ResearchStudy/{study}/$enrollment", "", "..............."),
        REWARDS("GET", "/fhir/Patient/{victim}/$rewards", "", ".........y....."),
        OBJECTION("GET", "/fhir/Patient/{victim}/$research-objection", "", ".........y....."),
        REINDEX("POST", "/fhir/$reindex", NOTHING, "..............y"),
        SEARCH_PARAMETER("GET", "/fhir/SearchParameter", "", ".yyyyyyyyy.y.yy"),
        BREAK_GLASS("POST", "/fhir/Patient/{victim}/$break-glass", NOTHING, "........!y.....");

        final String method;
        final String path;
        final String body;
        final String expected;

        Operation(String method, String path, String body, String expected) {
            this.method = method;
            this.path = path;
            this.body = body;
            this.expected = expected;
        }
    }

    @BeforeAll
    static void start() {
        world = OpenCases.start();
        asked = world.gateway.ceremonies.ask("hospital-q", VICTIM, world.provision("Observation"));
        granted = world.gateway.ceremonies.grant("hospital-x", VICTIM, world.provision("Observation"));
        String condition = OpenCases.resource(
                "Condition", "'subject':{'reference':'Patient/" + VICTIM + "'},'code':{'text':'proposed'}");
        proposal = LiveGateway.expect(
                        world.gateway.post(
                                world.gateway.member("hospital-b"),
                                "/fhir/Task",
                                "{'resourceType':'Task','status':'requested','intent':'proposal','code':{'coding':[{"
                                        + "'system':'https://consentry.org/fhir/CodeSystem/task','code':"
                                        + "'propose-update'}]},'for':{'reference':'Patient/" + VICTIM
                                        + "'},'contained':[{'resourceType':'Bundle','id':'b','type':'transaction','entry':["
                                        + "{'resource':" + condition
                                        + ",'request':{'method':'POST','url':'Condition'}}]}],'input':[{'type':{'text':'b'},"
                                        + "'valueReference':{'reference':'#b'}}]}"),
                        201)
                .path("id")
                .asString("");
        study = "nothing-7";
        DoorMatrixIT.grant(world, "hospital-add", "use");
        DoorMatrixIT.grant(world, "hospital-correct", "correct");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void doesOnlyWhatTheTableSays() throws IOException {
        ActorTable table = new ActorTable("operation");
        for (Operation operation : Operation.values()) {
            table.row(operation, operation.expected, actor -> send(actor, operation));
        }

        assertThat(table.written(REPORT)).isEmpty();
    }

    private static HttpResponse<String> send(Actor actor, Operation operation) {
        String path = named(operation.path);
        String[] headers = path.contains("$export") || path.endsWith("Patient/$export")
                ? new String[] {"Prefer", "respond-async"}
                : new String[0];
        return world.send(DoorMatrixIT.token(world, actor), operation.method, path, named(operation.body), headers);
    }

    private static String named(String text) {
        return text.replace("{victim}", VICTIM)
                .replace("{other}", OTHER)
                .replace("{asked}", asked)
                .replace("{granted}", granted)
                .replace("{proposal}", proposal)
                .replace("{study}", study);
    }
}
