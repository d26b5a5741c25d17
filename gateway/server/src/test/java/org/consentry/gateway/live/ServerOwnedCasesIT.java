package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.live.OpenCases.VICTIM;
import static org.consentry.gateway.live.OpenCases.bundle;
import static org.consentry.gateway.live.OpenCases.entry;
import static org.consentry.gateway.live.OpenCases.refused;

import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** What the server says is never taken from a client: consents in force, signatures, reviews, and where a thing is from. */
class ServerOwnedCasesIT {
    private static OpenCases world;
    private static String owner;
    private static String granted;
    private static String consent;

    @BeforeAll
    static void start() {
        world = OpenCases.start();
        owner = world.gateway.member("hospital-a");
        granted = world.gateway.member("hospital-b");
        consent = world.gateway.ceremonies.grant("hospital-w", VICTIM, world.provision("Observation"));
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static HttpResponse<String> send(String token, String method, String path, String body, String... headers) {
        return world.send(token, method, path, body, headers);
    }

    /** A consent has a life of its own, whatever the door. */
    @TestFactory
    Stream<DynamicTest> nobodyWritesAConsentIntoForce() {
        String active = OpenCases.resource(
                "Consent",
                "'id':'" + consent + "','status':'active','patient':{'reference':'Patient/" + VICTIM + "'},'provision':"
                        + world.provision("Condition"));
        String url = world.gateway.request("", "/fhir/Consent").build().uri().toString();
        return Stream.of(
                        owner,
                        granted,
                        world.gateway.patient(VICTIM),
                        world.gateway.service("operator", "system/*.cruds"))
                .flatMap(token -> Stream.of(
                        refused("POST", () -> send(token, "POST", "/fhir/Consent", active), 403, 405, 422),
                        refused("PUT", () -> send(token, "PUT", "/fhir/Consent/" + consent, active), 403, 405),
                        refused(
                                "PUT of a new one",
                                () -> send(token, "PUT", "/fhir/Consent/new-7", active.replace(consent, "new-7")),
                                403,
                                405),
                        refused(
                                "PUT by condition",
                                () -> send(token, "PUT", "/fhir/Consent?_id=" + consent, active),
                                403,
                                405),
                        refused(
                                "PATCH",
                                () -> send(
                                        token,
                                        "PATCH",
                                        "/fhir/Consent/" + consent,
                                        "[{'op':'replace','path':'/status','value':'active'}]"),
                                403,
                                405),
                        refused(
                                "DELETE by condition",
                                () -> send(token, "DELETE", "/fhir/Consent?_id=" + consent, ""),
                                403,
                                405),
                        refused(
                                "transaction, PUT",
                                () -> send(
                                        token,
                                        "POST",
                                        "/fhir",
                                        bundle("transaction", entry("PUT", "Consent/" + consent, active))),
                                400,
                                403,
                                405,
                                422),
                        refused(
                                "transaction, POST",
                                () -> send(
                                        token,
                                        "POST",
                                        "/fhir",
                                        bundle("transaction", entry("POST", "Consent", active))),
                                400,
                                403,
                                405,
                                422),
                        refused(
                                "transaction, absolute URL",
                                () -> send(
                                        token,
                                        "POST",
                                        "/fhir",
                                        bundle("transaction", entry("PUT", url + "/" + consent, active))),
                                400,
                                403,
                                405,
                                422),
                        refused(
                                "transaction, /Consent",
                                () -> send(
                                        token,
                                        "POST",
                                        "/fhir",
                                        bundle("transaction", entry("PUT", "/Consent/" + consent, active))),
                                400,
                                403,
                                405,
                                422),
                        refused(
                                "transaction, ./Consent",
                                () -> send(
                                        token,
                                        "POST",
                                        "/fhir",
                                        bundle("transaction", entry("POST", "./Consent", active))),
                                400,
                                403,
                                405,
                                422),
                        refused(
                                "transaction, PATCH",
                                () -> send(
                                        token,
                                        "POST",
                                        "/fhir",
                                        bundle(
                                                "transaction",
                                                entry(
                                                        "PATCH",
                                                        "Consent/" + consent,
                                                        "{'resourceType':'Binary','contentType':'application/json-patch+json','data':'W10='}"))),
                                400,
                                403,
                                405,
                                422),
                        refused(
                                "$meta-add",
                                () -> send(
                                        token,
                                        "POST",
                                        "/fhir/Consent/" + consent + "/$meta-add",
                                        "{'resourceType':'Parameters','parameter':[{'name':'meta','valueMeta':{'tag':[{'code':'t'}]}}]}"),
                                403,
                                404,
                                405)))
                .limit(52);
    }

    /** What only the gateway says is not said by a client. */
    @TestFactory
    Stream<DynamicTest> nobodyWritesTheGatewaysPapers() {
        String event = OpenCases.resource(
                "AuditEvent",
                "'type':{'code':'rest'},'recorded':'2026-01-01T00:00:00Z','agent':[{'requestor':true}],'source':{'observer':{'display':'x'}}");
        String provenance = OpenCases.resource(
                "Provenance",
                "'id':'signature-of-" + consent + "','target':[{'reference':'Consent/" + consent
                        + "'}],'recorded':'2026-01-01T00:00:00Z','agent':[{'who':{'reference':'Patient/" + VICTIM
                        + "'}}]");
        String open = world.gateway.ceremonies.ask("hospital-w", VICTIM, world.provision("Observation"));
        String early = provenance.replace(consent, open);
        String w = world.gateway.member("hospital-w");
        String mine = world.gateway.ceremonies.ask("hospital-a", VICTIM, world.provision("Observation"));
        return Stream.of(
                refused("AuditEvent", () -> send(owner, "POST", "/fhir/AuditEvent", event), 403, 405),
                refused(
                        "AuditEvent by PUT",
                        () -> send(owner, "PUT", "/fhir/AuditEvent/a", event.replaceFirst("\\{", "{'id':'a',")),
                        403,
                        405),
                refused(
                        "AuditEvent in a transaction",
                        () -> send(owner, "POST", "/fhir", bundle("transaction", entry("POST", "AuditEvent", event))),
                        403,
                        405),
                refused(
                        "the signature of a consent",
                        () -> send(w, "PUT", "/fhir/Provenance/signature-of-" + consent, provenance),
                        403,
                        404),
                refused(
                        "the signature of a consent to come",
                        () -> send(w, "PUT", "/fhir/Provenance/signature-of-" + open, early),
                        403,
                        404),
                refused(
                        "the signature of one's own consent to come",
                        () -> send(
                                owner,
                                "PUT",
                                "/fhir/Provenance/signature-of-" + mine,
                                provenance.replace(consent, mine)),
                        403),
                refused(
                        "one's own, in a transaction",
                        () -> send(
                                owner,
                                "POST",
                                "/fhir",
                                bundle(
                                        "transaction",
                                        entry(
                                                "PUT",
                                                "Provenance/signature-of-" + mine,
                                                provenance.replace(consent, mine)))),
                        403),
                refused(
                        "the signature of one's own bundle",
                        () -> send(
                                owner,
                                "POST",
                                "/fhir/Provenance",
                                OpenCases.resource(
                                        "Provenance",
                                        "'target':[{'reference':'Consent/" + mine
                                                + "'}],'recorded':'2026-01-01T00:00:00Z','agent':[{'who':{'reference':'Patient/"
                                                + VICTIM
                                                + "'}}],'signature':[{'type':[{'code':'x'}],'when':'2026-01-01T00:00:00Z','who':{'display':'x'}}]")),
                        403,
                        422),
                refused(
                        "a review in the gateway's name",
                        () -> send(
                                owner,
                                "POST",
                                "/fhir/Task",
                                OpenCases.resource(
                                        "Task",
                                        "'status':'requested','intent':'order','code':{'coding':[{'system':'https://consentry.org/fhir/CodeSystem/task','code':'break-glass-review'}]},'for':{'reference':'Patient/"
                                                + VICTIM + "'}")),
                        403,
                        422),
                refused(
                        "a Provenance of a consent",
                        () -> send(w, "POST", "/fhir/Provenance", provenance.replaceFirst("'id':'[^']*',", "")),
                        403,
                        422),
                refused(
                        "a Task in the gateway's name",
                        () -> send(
                                w,
                                "POST",
                                "/fhir/Task",
                                OpenCases.resource(
                                        "Task",
                                        "'status':'requested','intent':'order','code':{'coding':[{'system':'https://consentry.org/fhir/CodeSystem/task','code':'break-glass-review'}]},'for':{'reference':'Patient/"
                                                + VICTIM + "'}")),
                        403,
                        422));
    }

    @Test
    void takesNothingOfMetaThatIsTheServersToSay() {
        String body = OpenCases.changed(
                "meta-7",
                VICTIM,
                ",'meta':{'versionId':'99','lastUpdated':'1999-01-01T00:00:00Z','source':'urn:consentry:member:hospital-b'}");

        JsonNode stored = LiveGateway.expect(send(owner, "PUT", "/fhir/Observation/meta-7", body), 201);

        assertThat(stored.path("meta").path("versionId").asString("")).isEqualTo("1");
        assertThat(stored.path("meta").path("source").asString("")).contains("hospital-a");
        assertThat(stored.path("meta").path("lastUpdated").asString("")).doesNotContain("1999");
        send(owner, "DELETE", "/fhir/Observation/meta-7", "");
    }
}
