package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.live.OpenCases.OTHER;
import static org.consentry.gateway.live.OpenCases.SECRET;
import static org.consentry.gateway.live.OpenCases.VICTIM;
import static org.consentry.gateway.live.OpenCases.allowed;
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

/** Nobody changes what is not theirs, alone or between things that are: the paragraph "Batch" and what belongs to it. */
class WriteCasesIT {
    private static OpenCases world;
    private static String owner;
    private static String granted;
    private static String consent;
    private static String before;

    @BeforeAll
    static void start() {
        world = OpenCases.start();
        owner = world.gateway.member("hospital-a");
        granted = world.gateway.member("hospital-b");
        consent = world.gateway.ceremonies.grant(
                "hospital-w",
                VICTIM,
                world.provision(
                        "'class':[{'code':'Observation'},{'code':'Condition'}]",
                        ",'action':[{'coding':[{'code':'use'}]}]"));
        before = record();
    }

    @AfterAll
    static void stop() {
        assertThat(record()).as("no attack changed anything").isEqualTo(before);
        world.close();
    }

    /** What the owner sees, versions included. */
    private static String record() {
        StringBuilder all = new StringBuilder();
        for (String id : new String[] {
            "Patient/" + VICTIM, "Patient/" + OTHER, "Observation/open-7", "Observation/others-7", "Condition/closed-7"
        }) {
            all.append(world.get(owner, "/fhir/" + id).body());
        }
        return all.append(world.get(world.gateway.patient(VICTIM), "/fhir/Consent/" + consent)
                        .body())
                .toString();
    }

    private static HttpResponse<String> send(String token, String method, String path, String body, String... headers) {
        return world.send(token, method, path, body, headers);
    }

    @TestFactory
    Stream<DynamicTest> nobodyChangesWhatAnotherContributed() {
        String body = OpenCases.changed("open-7", VICTIM, "");
        return Stream.of(
                        world.stranger(),
                        granted,
                        world.gateway.member("hospital-w"),
                        world.gateway.member("hospital-r"),
                        world.gateway.patient(VICTIM),
                        world.gateway.app(VICTIM, "patient/*.cruds"),
                        world.gateway.service("operator", "system/*.cruds"),
                        world.gateway.service("auditor", "system/*.cruds"))
                .flatMap(token -> Stream.of(
                        refused("PUT", () -> send(token, "PUT", "/fhir/Observation/open-7", body), 403, 404),
                        refused(
                                "PUT with If-Match",
                                () -> send(token, "PUT", "/fhir/Observation/open-7", body, "If-Match", "W/\"1\""),
                                403,
                                404,
                                412),
                        refused(
                                "PATCH",
                                () -> send(
                                        token,
                                        "PATCH",
                                        "/fhir/Observation/open-7",
                                        "[{'op':'replace','path':'/status','value':'amended'}]"),
                                403,
                                404),
                        refused("DELETE", () -> send(token, "DELETE", "/fhir/Observation/open-7", ""), 403, 404),
                        refused(
                                "$meta-delete",
                                () -> send(
                                        token,
                                        "POST",
                                        "/fhir/Observation/open-7/$meta-delete",
                                        "{'resourceType':'Parameters','parameter':[{'name':'meta','valueMeta':{'tag':[{'code':'t'}]}}]}"),
                                403,
                                404)));
    }

    @TestFactory
    Stream<DynamicTest> nothingMovesToAnotherPatient() {
        return Stream.of(
                refused(
                        "PUT with another subject",
                        () -> send(owner, "PUT", "/fhir/Observation/open-7", OpenCases.changed("open-7", OTHER, "")),
                        403,
                        422),
                refused(
                        "PATCH of the subject",
                        () -> send(
                                owner,
                                "PATCH",
                                "/fhir/Observation/open-7",
                                "[{'op':'replace','path':'/subject/reference','value':'Patient/" + OTHER + "'}]"),
                        403,
                        422),
                refused(
                        "PUT without a subject",
                        () -> send(
                                owner,
                                "PUT",
                                "/fhir/Observation/open-7",
                                OpenCases.resource(
                                        "Observation", "'id':'open-7','status':'final','code':{'text':'x'}")),
                        403,
                        422),
                refused(
                        "in a transaction",
                        () -> send(
                                owner,
                                "POST",
                                "/fhir",
                                bundle(
                                        "transaction",
                                        entry("PUT", "Observation/open-7", OpenCases.changed("open-7", OTHER, "")))),
                        403,
                        422),
                refused(
                        "another id than the URL's",
                        () -> send(owner, "PUT", "/fhir/Observation/open-7", OpenCases.changed("others-7", VICTIM, "")),
                        400,
                        422));
    }

    @TestFactory
    Stream<DynamicTest> theIdOfOneHospitalIsNotTheOthers() {
        String s = world.stranger();
        return Stream.of(
                refused(
                        "a Patient",
                        () -> send(
                                s,
                                "PUT",
                                "/fhir/Patient/" + VICTIM,
                                "{'resourceType':'Patient','id':'" + VICTIM + "'}"),
                        403,
                        404,
                        409),
                refused(
                        "an Observation of an own patient",
                        () -> {
                            send(s, "PUT", "/fhir/Patient/own-s", "{'resourceType':'Patient','id':'own-s'}");
                            return send(s, "PUT", "/fhir/Observation/open-7", OpenCases.changed("open-7", "own-s", ""));
                        },
                        403,
                        404,
                        409),
                refused(
                        "in a transaction",
                        () -> send(
                                s,
                                "POST",
                                "/fhir",
                                bundle(
                                        "transaction",
                                        entry(
                                                "PUT",
                                                "Patient/" + VICTIM,
                                                "{'resourceType':'Patient','id':'" + VICTIM + "'}"))),
                        403,
                        404,
                        409),
                refused(
                        "deleting it in a transaction",
                        () -> send(s, "POST", "/fhir", bundle("transaction", entry("DELETE", "Patient/" + VICTIM, ""))),
                        403,
                        404,
                        409));
    }

    @TestFactory
    Stream<DynamicTest> conditionsMatchNobodyElses() {
        String s = world.stranger();
        String none = OpenCases.changed("", "own-c", "");
        send(s, "PUT", "/fhir/Patient/own-c", "{'resourceType':'Patient','id':'own-c'}");
        return Stream.of(
                allowed(
                        "a create finds nothing",
                        () -> send(s, "POST", "/fhir/Observation", none, "If-None-Exist", "code=c7"),
                        201),
                allowed("an update makes its own", () -> send(s, "PUT", "/fhir/Observation?code=c7", none), 201),
                allowed("a delete finds nothing", () -> send(s, "DELETE", "/fhir/Observation?code=c7", ""), 204),
                refused(
                        "a patch finds nothing",
                        () -> send(
                                s,
                                "PATCH",
                                "/fhir/Observation?code=c7",
                                "[{'op':'replace','path':'/status','value':'amended'}]"),
                        404,
                        412),
                allowed(
                        "a granted reader's delete finds nothing",
                        () -> send(granted, "DELETE", "/fhir/Observation?code=c7", ""),
                        204),
                allowed(
                        "nor by the patient's identifier",
                        () -> send(granted, "DELETE", "/fhir/Observation?patient.identifier=mrn-7", ""),
                        204),
                refused(
                        "a conditional reference",
                        () -> send(
                                s,
                                "POST",
                                "/fhir",
                                bundle(
                                        "transaction",
                                        entry(
                                                "POST",
                                                "Observation",
                                                OpenCases.changed("", "x", "")
                                                        .replace("Patient/x", "Patient?identifier=mrn-7")))),
                        412,
                        403));
    }

    /** A batch is as many requests as it has entries; a transaction is one. */
    @Test
    void answersEveryEntryOfABatchByItself() {
        JsonNode answer = LiveGateway.expect(
                send(
                        granted,
                        "POST",
                        "/fhir",
                        bundle(
                                "batch",
                                entry("GET", "Observation/open-7", ""),
                                entry("GET", "Observation/others-7", ""),
                                entry("GET", "Condition/closed-7", ""),
                                entry("DELETE", "Observation/open-7", ""),
                                entry("GET", "Observation?patient=" + OTHER + "&_summary=count", ""),
                                entry("GET", "Patient/" + VICTIM + "/$everything?_type=Condition", ""),
                                entry("POST", "Observation", OpenCases.changed("", VICTIM, "")),
                                entry(
                                        "GET",
                                        world.gateway
                                                .request("", "/fhir/Observation/others-7")
                                                .build()
                                                .uri()
                                                .toString(),
                                        ""),
                                entry("GET", "../fhir/Observation/others-7", ""),
                                entry("GET", "https://elsewhere.test/fhir/Observation/open-7", ""))),
                200);
        String[] statuses = new String[answer.path("entry").size()];
        for (int i = 0; i < statuses.length; i++) {
            statuses[i] = answer.path("entry")
                    .path(i)
                    .path("response")
                    .path("status")
                    .asString("")
                    .substring(0, 3);
        }
        assertThat(statuses[0]).isEqualTo("200");
        assertThat(statuses[1]).isEqualTo("404");
        assertThat(statuses[2]).isEqualTo("404");
        assertThat(statuses[3]).isEqualTo("403");
        assertThat(answer.path("entry").path(4).toString()).contains("\"total\":0");
        assertThat(answer.path("entry").path(5).toString()).doesNotContain("closed-7");
        assertThat(statuses[6]).isEqualTo("403");
        assertThat(statuses[7]).isEqualTo("404");
        assertThat(statuses[8]).startsWith("4");
        assertThat(statuses[9]).startsWith("4");
    }

    @Test
    void storesNothingOfATransactionWithOneForbiddenEntry() {
        String w = world.gateway.member("hospital-w");
        HttpResponse<String> answer = send(
                w,
                "POST",
                "/fhir",
                bundle(
                        "transaction",
                        entry("PUT", "Observation/tx-7", OpenCases.changed("tx-7", VICTIM, "")),
                        entry("PUT", "Observation/open-7", OpenCases.changed("open-7", VICTIM, ""))));

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).doesNotContain(SECRET);
        assertThat(world.get(w, "/fhir/Observation/tx-7").statusCode()).isEqualTo(404);
        assertThat(world.get(owner, "/fhir/Observation/tx-7").statusCode()).isEqualTo(404);
    }

    /** Who adds under a consent reads back what it added, and nothing that others did. */
    @Test
    void addsWithoutReading() {
        String w = world.gateway.member("hospital-w");
        String id = LiveGateway.expect(send(w, "POST", "/fhir/Observation", OpenCases.changed("", VICTIM, "")), 201)
                .path("id")
                .asString("");

        assertThat(world.get(w, "/fhir/Observation/" + id).statusCode()).isEqualTo(200);
        assertThat(world.get(w, "/fhir/Observation/open-7").statusCode()).isEqualTo(404);
    }
}
