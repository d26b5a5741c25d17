package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.live.OpenCases.IDENTIFIER;
import static org.consentry.gateway.live.OpenCases.SECRET;
import static org.consentry.gateway.live.OpenCases.UNKNOWN;
import static org.consentry.gateway.live.OpenCases.VICTIM;
import static org.consentry.gateway.live.OpenCases.bundle;
import static org.consentry.gateway.live.OpenCases.changed;
import static org.consentry.gateway.live.OpenCases.entry;
import static org.consentry.gateway.live.OpenCases.refused;
import static org.consentry.gateway.live.OpenCases.resource;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/**
 * A stranger's own papers that point at what is hidden: whatever follows a pointer for its owner must not open what the
 * owner could not. And bodies that two readers would read differently.
 */
class DeputyCasesIT {
    private static final String OWN = "own-s7";
    private static OpenCases world;
    private static String stranger;
    private static String binary;

    @BeforeAll
    static void start() {
        world = OpenCases.start();
        stranger = world.stranger();
        String a = world.gateway.member("hospital-a");
        JsonNode document = LiveGateway.expect(
                world.gateway.post(
                        a,
                        "/fhir/DocumentReference",
                        resource(
                                "DocumentReference",
                                "'status':'current','subject':{'reference':'Patient/" + VICTIM
                                        + "'},'content':[{'attachment':{'contentType':'text/plain','data':'"
                                        + Base64.getEncoder().encodeToString(SECRET.getBytes(StandardCharsets.UTF_8))
                                        + "'}}]")),
                201);
        binary = document.at("/content/0/attachment/url").asString("").replaceAll(".*Binary/", "");
        assertThat(binary).isNotEmpty();
        world.store(
                stranger,
                "Patient",
                OWN,
                "'link':[{'other':{'reference':'Patient/" + VICTIM
                        + "'},'type':'seealso'},{'other':{'reference':'Patient/" + VICTIM
                        + "'},'type':'replaces'}],'generalPractitioner':[{'reference':'Organization/hospital-a'}]");
        world.store(
                stranger,
                "List",
                "list-s7",
                "'status':'current','mode':'working','entry':[{'item':" + "{'reference':"
                        + "'Observation/open-7'}},{'item':{'reference':'Patient/" + VICTIM + "'}},{'item':{'reference':"
                        + "'Condition/closed-7'}}],'subject':{'reference':'Patient/" + OWN + "'}");
        world.store(
                stranger,
                "Composition",
                "comp-s7",
                "'status':'final','type':{'text':'x'},'date':'2026-01-01','title':'x','author':[{'reference':'Patient/"
                        + VICTIM + "'}],'subject':{'reference':'Patient/" + OWN
                        + "'},'section':[{'entry':[{'reference':'Observation/open-7'},{'reference':'Condition/closed-7'}]}]");
        world.store(
                stranger,
                "DocumentReference",
                "doc-s7",
                "'status':'current','subject':{'reference':'Patient/" + OWN
                        + "'},'content':[{'attachment':{'contentType':'text/plain','url':'Binary/" + binary
                        + "'}}],'relatesTo':[{'code':'replaces','target':{'reference':'DocumentReference/"
                        + document.path("id").asString("") + "'}}]");
        world.store(
                stranger,
                "Observation",
                "obs-s7",
                "'status':'final','code':{'text':'x'},'subject':{'reference':'Patient/" + OWN
                        + "'},'focus':[{'reference':'Patient/" + VICTIM
                        + "'}],'hasMember':[{'reference':'Observation/open-7'}],'derivedFrom':[{'reference':'Observation/open-7'}]");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @TestFactory
    Stream<DynamicTest> nothingIsReachedThroughOnesOwnPointers() {
        return Stream.of(
                        "Patient/" + OWN + "/$everything",
                        "Patient/" + OWN + "/$everything?_type=Observation,Condition,DocumentReference",
                        "Patient?_id=" + OWN + "&_include=Patient:link",
                        "Patient?_id=" + OWN + "&_include=*&_revinclude=*",
                        "Patient?_id=" + OWN + "&_include:iterate=*",
                        "Patient?_id=" + OWN + "&_include=Patient:link&_revinclude:iterate=Observation:subject",
                        "List?_id=list-s7&_include=List:item",
                        "List?_id=list-s7&_include=List:item:Observation",
                        "Observation?_list=list-s7",
                        "Condition?_list=list-s7",
                        "Patient?_list=list-s7",
                        "Composition?_id=comp-s7&_include=Composition:entry&_include=Composition:author",
                        "Composition/comp-s7/$document",
                        "DocumentReference?_id=doc-s7&_include=*",
                        "DocumentReference?_id=doc-s7&_include=DocumentReference:relatesto",
                        "Observation?_id=obs-s7&_include=Observation:focus&_include=Observation:has-member",
                        "Observation?_id=obs-s7&_include:iterate=Observation:derived-from",
                        "Observation?_id=obs-s7&_contained=true",
                        "Patient/" + OWN + "/$patient-graph",
                        "Patient/" + VICTIM + "/$match",
                        "Observation/$graphql?query=%7BObservation(id:%22open-7%22)%7Bid%7D%7D",
                        "$graphql?query=%7BPatient(id:%22victim-7%22)%7Bname%7Bfamily%7D%7D%7D")
                .map(path -> DynamicTest.dynamicTest(path, () -> {
                    HttpResponse<String> answer = world.get(stranger, "/fhir/" + path);

                    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 400, 403, 404);
                    assertThat(answer.body())
                            .doesNotContain(SECRET, "\"id\":\"open-7\"", "\"id\":\"closed-7\"", "\"id\":\"" + VICTIM);
                }));
    }

    /** A pointer of one's own is a name that can be asked on: each answer as if it led nowhere. */
    @TestFactory
    Stream<DynamicTest> nothingIsAskedThroughOnesOwnPointers() {
        return Stream.of(
                        empty("name", "Patient?link:Patient.family=secret"),
                        empty("number", "Patient?link.identifier=" + IDENTIFIER.replace("|", "%7C")),
                        empty("two steps", "Observation?patient.link.identifier=" + IDENTIFIER.replace("|", "%7C")),
                        empty("focus", "Observation?focus:Patient.family=secret"),
                        empty("member", "Observation?has-member.code=c7"),
                        empty("origin", "Observation?derived-from.code:text=secret"),
                        empty("item", "List?item:Observation.code=c7"),
                        empty("entry", "Composition?entry:Condition.code:text=secret"),
                        empty("backwards", "Patient?_has:Patient:link:_id=" + OWN),
                        empty("backwards twice", "Patient?_has:Patient:link:_has:List:subject:_id=list-s7"),
                        empty("count", "Observation?has-member.code=c7&_summary=count"),
                        empty("condition", "Condition?_has:List:item:_id=list-s7"))
                .map(it -> it);
    }

    private static DynamicTest empty(String name, String path) {
        return OpenCases.empty(name, () -> world.get(stranger, "/fhir/" + path));
    }

    /** Who says that a Binary is in its own document is not therefore one who may have it. */
    @TestFactory
    Stream<DynamicTest> contentIsNotOnesOwnBecauseOnesPaperNamesIt() {
        return Stream.of(
                        "/fhir/Binary/" + binary,
                        "/fhir/Binary/" + binary + "/$sealed",
                        "/fhir/Binary/" + binary + "/_history",
                        "/fhir/Binary/" + binary + "/_history/1",
                        "/fhir/Binary/" + binary + "?securityContext=DocumentReference/doc-s7",
                        "/fhir/DocumentReference/doc-s7/$docref",
                        "/objects/content/" + binary)
                .map(path -> refused(
                        path,
                        () -> world.get(
                                stranger,
                                path,
                                "Accept",
                                "text/plain, application/fhir+json;q=0.5",
                                "X-Security-Context",
                                "DocumentReference/doc-s7"),
                        400,
                        401,
                        403,
                        404,
                        405,
                        406));
    }

    @Test
    void aPatientWhoseBinaryItIsNotGetsNone() {
        world.gateway.ceremonies.register(OWN);
        String own = world.gateway.patient(OWN);

        assertThat(world.get(own, "/fhir/Binary/" + binary).statusCode()).isIn(403, 404);
        assertThat(world.get(own, "/fhir/Binary/" + binary + "/$sealed").statusCode())
                .isIn(403, 404);
        assertThat(world.get(own, "/fhir/Patient/" + OWN + "/$everything").body())
                .doesNotContain(SECRET, "\"id\":\"" + VICTIM);
    }

    /** Of two members of one name one reader takes the first and another the last: such a body is refused. */
    @TestFactory
    Stream<DynamicTest> aBodyThatCanBeReadInTwoWaysIsReadInNone() {
        String own = "'subject':{'reference':'Patient/" + OWN + "'}";
        String hers = "'subject':{'reference':'Patient/" + VICTIM + "'}";
        String content = "'status':'final','code':{'text':'two-ways'}";
        return Stream.of(
                        resource("Observation", content + "," + own + "," + hers),
                        resource("Observation", content + "," + hers + "," + own),
                        resource("Observation", content + "," + own + ",'\\u0073ubject':{'reference':'Patient/x'}"),
                        resource("Observation", content + "," + own + ",'resourceType':'Condition'"),
                        resource(
                                "Observation",
                                content + ",'subject':{'reference':'Patient/" + OWN + "','reference':'Patient/" + VICTIM
                                        + "'}"),
                        resource("Observation", "'id':'a','id':'open-7'," + content + "," + own),
                        resource("Observation", content + "," + own) + resource("Observation", content + "," + hers),
                        resource("Observation", content + "," + own) + " x",
                        "[" + resource("Observation", content + "," + own) + "]")
                .map(body -> refused(
                        body.substring(0, Math.min(110, body.length())),
                        () -> world.send(stranger, "POST", "/fhir/Observation", body),
                        400,
                        403,
                        415,
                        422));
    }

    @TestFactory
    Stream<DynamicTest> aBodyOfAnotherCodingIsNotGuessed() {
        String json = resource(
                        "Observation",
                        "'status':'final','code':{'text':'x'},'subject':{'reference':'Patient/" + VICTIM + "'}")
                .replace('\'', '"');
        return Stream.of(StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16)
                .flatMap(coding -> Stream.of("application/fhir+json", "application/fhir+json; charset=" + coding.name())
                        .map(type -> DynamicTest.dynamicTest(coding + " as " + type, () -> {
                            HttpResponse<String> answer = world.gateway.send(world.gateway
                                    .request(stranger, "/fhir/Observation")
                                    .header("Content-Type", type)
                                    .POST(HttpRequest.BodyPublishers.ofByteArray(json.getBytes(coding))));

                            assertThat(answer.statusCode()).as(answer.body()).isIn(400, 403, 415, 422);
                        })));
    }

    /** An entry's URL, its full URL and its resource say three things; none of them makes it somebody else's. */
    @TestFactory
    Stream<DynamicTest> noEntrySlipsThroughByWhatItCallsItself() {
        String base = world.gateway.request("", "/fhir").build().uri().toString();
        String hers = changed("", VICTIM, "");
        String own = changed("", OWN, "");
        List<String> entries = List.of(
                "{'fullUrl':'" + base + "/Observation/open-7','resource':" + changed("open-7", OWN, "")
                        + ",'request':{'method':'PUT','url':'Observation/open-7'}}",
                "{'fullUrl':'" + base + "/Patient/" + OWN + "','resource':" + hers
                        + ",'request':{'method':'POST','url':'Observation'}}",
                "{'resource':" + hers + ",'request':{'method':'POST','url':'Observation','ifNoneExist':'_id=open-7'}}",
                "{'resource':" + hers + ",'request':{'method':'PUT','url':'Observation?_id=open-7'}}",
                "{'resource':" + own + ",'request':{'method':'PUT','url':'Observation/open-7?_format=json'}}",
                "{'resource':" + own + ",'request':{'method':'PUT','url':'/Observation//open-7'}}",
                "{'resource':" + own + ",'request':{'method':'put','url':'Observation/open-7'}}",
                "{'resource':" + own
                        + ",'request':{'method':'PUT','url':'Observation/open-7','ifMatch':'W/\\\"1\\\"'}}",
                "{'resource':" + own + ",'request':{'method':'PUT','url':'Observation/open-7#x'}}",
                "{'resource':" + own + ",'request':{'method':'PUT','url':'Observation/./open-7'}}",
                "{'resource':" + hers + ",'request':{'method':'POST','url':'Condition'}}",
                entry("POST", "Patient/" + VICTIM + "/$everything", "{'resourceType':'Parameters'}"),
                entry("POST", "Patient/" + VICTIM + "/$break-glass", "{'resourceType':'Parameters'}"),
                entry("DELETE", "Observation?patient=" + VICTIM, ""),
                entry("DELETE", "Observation/open-7/_history", ""),
                entry("POST", "", bundle("transaction", entry("DELETE", "Observation/open-7", ""))));
        String before = world.get(world.gateway.member("hospital-a"), "/fhir/Observation/open-7")
                .body();
        return Stream.of("transaction", "batch").flatMap(type -> entries.stream()
                .map(each ->
                        DynamicTest.dynamicTest(type + " " + each.substring(0, Math.min(90, each.length())), () -> {
                            HttpResponse<String> answer = world.send(stranger, "POST", "/fhir", bundle(type, each));

                            assertThat(answer.statusCode()).as(answer.body()).isLessThan(500);
                            assertThat(answer.body()).doesNotContain(SECRET, "\"status\":\"201");
                            assertThat(world.get(world.gateway.member("hospital-a"), "/fhir/Observation/open-7")
                                            .body())
                                    .isEqualTo(before);
                        })));
    }

    /** What other servers offer to whoever administers them. */
    @TestFactory
    Stream<DynamicTest> noOperationOfOtherServersIsHere() {
        return Stream.of(
                        "$expunge",
                        "$reindex",
                        "$mark-all-resources-for-reindexing",
                        "$perform-reindexing-pass",
                        "$get-resource-counts",
                        "$import",
                        "$bulk-submit",
                        "$process-message",
                        "$convert",
                        "$transform",
                        "$graph",
                        "$graphql",
                        "$bulkdelete",
                        "$invalidate-expansion",
                        "Patient/$match",
                        "Patient/$merge",
                        "Patient/" + VICTIM + "/$merge",
                        "Patient/" + VICTIM + "/$expunge",
                        "Patient/" + VICTIM + "/$purge",
                        "Observation/open-7/$diff",
                        "Observation/$stats?subject=Patient/" + VICTIM,
                        "Observation/open-7/$graph",
                        "Consent/$touch")
                .flatMap(path -> Stream.of("GET", "POST")
                        .map(method -> refused(
                                method + " " + path,
                                () -> world.send(
                                        stranger,
                                        method,
                                        "/fhir/" + path,
                                        method.equals("GET") ? "" : "{'resourceType':'Parameters'}"),
                                400,
                                403,
                                404,
                                405,
                                501)));
    }

    /** What a subscriber may name tells nothing of whether it is there. */
    @TestFactory
    Stream<DynamicTest> aSubscriptionToAPatientTellsNothing() {
        String subscription = "{'resourceType':'Subscription','status':'requested','reason':'x','criteria':"
                + "'https://consentry.org/fhir/SubscriptionTopic/update-proposed','_criteria':{'extension':[{'url':"
                + "'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-filter-criteria',"
                + "'valueString':'Task?patient=Patient/{}'}]},'channel':{'type':'rest-hook','endpoint':"
                + "'http://127.0.0.1:1/x','payload':'application/fhir+json'}}";
        return Stream.of(
                world.alike(stranger, "POST", "/fhir/Subscription", subscription, VICTIM, UNKNOWN),
                world.alike(
                        stranger,
                        "POST",
                        "/fhir/Subscription",
                        subscription.replace(
                                "'https://consentry.org/fhir/SubscriptionTopic/update-proposed'",
                                "'Observation?patient=Patient/{}'"),
                        VICTIM,
                        UNKNOWN));
    }
}
