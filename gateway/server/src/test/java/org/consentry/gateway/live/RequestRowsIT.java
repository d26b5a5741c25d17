package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.live.OpenCases.OTHER;
import static org.consentry.gateway.live.OpenCases.VICTIM;
import static org.consentry.gateway.live.OpenCases.resource;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What goes with a request for consent: the log it is written to, its Task, whose it is and who they are. */
class RequestRowsIT {
    private static final String CHECKPOINT = "Ledger-Checkpoint";
    private static final String NOTHING = "{'resourceType':'Parameters'}";
    private static final String OPEN = "Task?status=requested&code=consent-request&_include=Task:focus"
            + "&_include=Task:requester&_include:iterate=Consent:actor"
            + "&_revinclude:iterate=OrganizationAffiliation:primary-organization"
            + "&_include:iterate=OrganizationAffiliation:participating-organization&patient=Patient/";
    private static OpenCases world;
    private static String operator;

    @BeforeAll
    static void start() {
        world = OpenCases.start();
        operator = world.gateway.service("operator", "system/*.cruds");
        for (String name : List.of("net-1", "hospital-net", "hospital-too")) {
            world.store(operator, "Organization", name, "'name':'Name of " + name + "'");
        }
        for (String member : List.of("hospital-net", "hospital-too")) {
            world.store(
                    operator,
                    "OrganizationAffiliation",
                    "aff-" + member,
                    "'organization':{'reference':'Organization/net-1'},'participatingOrganization':{'reference':"
                            + "'Organization/" + member + "'}");
        }
        world.store(
                operator,
                "Endpoint",
                "node-net",
                "'identifier':[{'system':'urn:node','value':'6b1e'}],'status':'active','connectionType':{'code':"
                        + "'hl7-fhir-rest'},'payloadType':[{'text':'any'}],'address':'https://net.example/fhir',"
                        + "'managingOrganization':{'reference':'Organization/hospital-net'}");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    /** Row ER-31: who has seen another log than this one writes nothing to this one. */
    @Test
    void refusesAWriteWhoseCallerHasSeenAnotherLog() {
        String note = world.get("", "/ledger/checkpoint").body();
        String[] lines = note.split("\n", -1);
        String otherRoot = Base64.getEncoder().encodeToString(new byte[32]);
        long size = Long.parseLong(lines[1]);
        int before = observations();

        for (String other : List.of(
                lines[0] + "\n" + lines[1] + "\n" + otherRoot + "\n",
                lines[0] + "\n" + (size + 1_000) + "\n" + lines[2] + "\n",
                "another.log/x\n" + lines[1] + "\n" + lines[2] + "\n",
                note.replace(lines[2], otherRoot))) {
            for (String method : List.of("POST", "PUT")) {
                HttpResponse<String> refused = write(method, other);
                LiveGateway.expect(refused, 412);
                String current = refused.headers().firstValue(CHECKPOINT).orElseThrow();
                assertThat(new String(Base64.getDecoder().decode(current), StandardCharsets.UTF_8))
                        .startsWith(lines[0] + "\n")
                        .contains("\u2014 " + lines[0]);
                assertThat(refused.body()).contains("OperationOutcome", current);
            }
        }
        for (String none : List.of(
                "%", "eA==", Base64.getEncoder().encodeToString("a\n-1\nb\n".getBytes(StandardCharsets.UTF_8)))) {
            assertThat(world.send(
                                    member(),
                                    "POST",
                                    "/fhir/Observation",
                                    OpenCases.changed("", "net-patient", ""),
                                    CHECKPOINT,
                                    none)
                            .statusCode())
                    .isEqualTo(400);
        }
        assertThat(world.send("", "POST", "/fhir/Observation", "{}", CHECKPOINT, "%")
                        .statusCode())
                .isEqualTo(401);
        assertThat(observations()).isEqualTo(before);
    }

    /** Row ER-31: the log as it is, or as it was. */
    @Test
    void writesWhereTheLogContinuesWhatItsCallerHasSeen() {
        world.store(member(), "Patient", "net-patient", "'name':[{'family':'Net'}]");
        String old = world.get("", "/ledger/checkpoint").body();

        LiveGateway.expect(write("POST", old), 201);
        assertThat(write("POST", old.substring(0, old.indexOf("\n\n") + 1)).statusCode())
                .isEqualTo(201);
        assertThat(write("POST", world.get("", "/ledger/checkpoint").body()).statusCode())
                .isEqualTo(201);
    }

    private static HttpResponse<String> write(String method, String checkpoint) {
        boolean put = method.equals("PUT");
        return world.send(
                member(),
                method,
                "/fhir/Observation" + (put ? "/net-put" : ""),
                OpenCases.changed(put ? "net-put" : "", "net-patient", ""),
                CHECKPOINT,
                Base64.getEncoder().encodeToString(checkpoint.getBytes(StandardCharsets.UTF_8)));
    }

    private static int observations() {
        return world.gateway.ids(member(), "Observation?patient=net-patient").size();
    }

    private static String member() {
        return world.gateway.member("hospital-net");
    }

    /** Rows ER-32, ER-33 and ER-37: one search shows who asks and for whom; the answer closes the Task. */
    @Test
    void onePatientsSearchShowsTheRequestAndWhoWouldRead() {
        String patient = world.gateway.patient(VICTIM);
        String consent = ask(
                "hospital-net",
                "'actor':[{'role':{'coding':[{'code':'IRCP'}]},'reference':{'reference':'Organization/net-1'}}]");

        List<String> found = references(patient, OPEN + VICTIM);

        assertThat(found)
                .contains(
                        "Consent/" + consent,
                        "Organization/hospital-net",
                        "Organization/hospital-too",
                        "Organization/net-1",
                        "OrganizationAffiliation/aff-hospital-net",
                        "OrganizationAffiliation/aff-hospital-too");
        assertThat(task(consent).path("status").asString("")).isEqualTo("requested");
        for (String other : List.of(
                member(),
                world.gateway.member("hospital-b"),
                world.stranger(),
                world.gateway.patient(OTHER),
                operator)) {
            assertThat(world.get(other, "/fhir/Task?code=consent-request").body())
                    .doesNotContain(consent, VICTIM);
        }

        world.gateway.ceremonies.approve(VICTIM, consent);

        JsonNode answered = task(consent);
        assertThat(answered.path("status").asString("")).isEqualTo("completed");
        assertThat(references(patient, OPEN + VICTIM)).doesNotContain("Consent/" + consent);
        assertThat(LiveGateway.expect(world.get(patient, "/fhir/Consent/" + consent + "/_history"), 200)
                        .path("total")
                        .asInt())
                .isEqualTo(2);
    }

    /** Row ER-35 as the Task has it. */
    @Test
    void aRefusalClosesTheTaskToo() {
        String consent = ask("hospital-no", "'dataPeriod':{'start':'2020-01-01'}");
        LiveGateway.expect(
                world.gateway.post(world.gateway.patient(VICTIM), "/fhir/Consent/" + consent + "/$refuse", NOTHING),
                200);

        assertThat(task(consent).path("status").asString("")).isEqualTo("rejected");
    }

    /** The Task is nobody's to write but the gateway's. */
    @Test
    void nobodyElseWritesTheTaskOfARequest() {
        String consent = ask("hospital-task", "'dataPeriod':{'start':'2021-01-01'}");
        JsonNode task = task(consent);
        String path = "/fhir/Task/" + task.path("id").asString("");
        String done = task.toString().replace("\"requested\"", "\"completed\"");

        for (String token : List.of(world.gateway.patient(VICTIM), world.gateway.member("hospital-task"), operator)) {
            assertThat(world.gateway.put(token, path, done).statusCode()).isIn(403, 404);
            assertThat(world.gateway.delete(token, path).statusCode()).isIn(403, 404);
        }
        assertThat(task(consent).path("status").asString("")).isEqualTo("requested");
    }

    private static String ask(String member, String more) {
        return world.gateway.ceremonies.ask(
                member, VICTIM, world.provision("'class':[{'code':'Observation'}]", "," + more));
    }

    private static JsonNode task(String consent) {
        JsonNode found = LiveGateway.expect(
                world.get(world.gateway.patient(VICTIM), "/fhir/Task?focus=Consent/" + consent), 200);
        assertThat(found.path("entry").size()).isEqualTo(1);
        return found.path("entry").path(0).path("resource");
    }

    private static List<String> references(String token, String query) {
        List<String> references = new ArrayList<>();
        for (JsonNode entry :
                LiveGateway.expect(world.get(token, "/fhir/" + query), 200).path("entry")) {
            JsonNode found = entry.path("resource");
            references.add(found.path("resourceType").asString("") + "/"
                    + found.path("id").asString(""));
        }
        return references;
    }

    /** Row ML-04: whoever is patient and practitioner does not grant it to oneself. */
    @Test
    void nobodyGrantsAccessToOneself() {
        world.store(world.gateway.member("hospital-self"), "Practitioner", "doc-self", "'name':[{'family':'Self'}]");
        String actor = "'actor':[{'role':{'coding':[{'code':'IRCP'}]},'reference':{'reference':'%s'}}]";
        assertThat(world.gateway
                        .post(
                                world.gateway.member("hospital-self"),
                                "/fhir/Consent",
                                resource(
                                        "Consent",
                                        "'status':'proposed','patient':{'reference':'Patient/" + VICTIM
                                                + "'},'provision':"
                                                + world.provision(
                                                        "'class':[{'code':'Observation'}]",
                                                        "," + actor.formatted("Patient/" + VICTIM))))
                        .statusCode())
                .isEqualTo(422);
        String person = "'link':[{'target':{'reference':'Patient/" + VICTIM
                + "'}},{'target':{'reference':'Practitioner/doc-self'}}]";
        String consent = ask("hospital-self", actor.formatted("Practitioner/doc-self"));

        assertThat(world.gateway
                        .put(world.stranger(), "/fhir/Person/lie", resource("Person", "'id':'lie'," + person))
                        .statusCode())
                .isEqualTo(403);
        LiveGateway.expect(world.gateway.ceremonies.departure(VICTIM, consent, ""), 200);
        world.store(world.gateway.member("hospital-a"), "Person", "person-self", person);

        HttpResponse<String> refused = world.gateway.ceremonies.departure(VICTIM, consent, "");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("Consent.provision.actor");
    }

    /** Row MR-13: what a screen draws. */
    @Test
    void theGraphShowsWhoSharesARecordAndWhoBelongsToANetwork() {
        String path = "/fhir/Patient/" + OTHER + "/$graph";
        String consent = world.gateway.ceremonies.grant(
                "hospital-net",
                OTHER,
                world.provision(
                        "'class':[{'code':'Observation'}]",
                        ",'actor':[{'reference':{'reference':'Organization/net-1'}}]"));
        String patient = world.gateway.patient(OTHER);

        String drawn = LiveGateway.expect(world.get(patient, path), 200).toString();

        assertThat(drawn)
                .contains(
                        "reads",
                        "contributes",
                        "member-of",
                        "Consent/" + consent,
                        "Name of net-1",
                        "Organization/hospital-too");
        for (String token : List.of(
                member(),
                world.stranger(),
                world.gateway.patient(VICTIM),
                operator,
                world.gateway.app(OTHER, "patient/Observation.rs"))) {
            assertThat(world.get(token, path).statusCode()).isEqualTo(403);
        }
        assertThat(world.get("", path).statusCode()).isEqualTo(401);
        assertThat(world.get(member(), "/fhir/Organization/net-1/$graph").body())
                .contains("Organization/hospital-net", "Organization/hospital-too");
        assertThat(world.get(member(), "/fhir/Organization/hospital-too/$graph").body())
                .contains("Organization/net-1");

        LiveGateway.expect(world.gateway.ceremonies.revoke(OTHER, consent), 200);
        assertThat(world.get(patient, path).body()).doesNotContain("reads");
    }

    /** Rows ER-12 and ER-14. */
    @Test
    void aNodeIsFoundByItsNumberAndBelongsToItsNetwork() {
        assertThat(references(member(), "Endpoint?identifier=urn:node%7C6b1e")).containsExactly("Endpoint/node-net");
        String node = "/fhir/Endpoint/$node?identifier=urn:node%7C";
        assertThat(LiveGateway.expect(world.get(operator, node + "6b1e&network=Organization/net-1"), 200)
                        .toString())
                .contains("Endpoint/node-net", "Organization/hospital-net");

        for (String unknown :
                List.of("6b1f", "6b1e&network=Organization/net-2", "6b1e&network=Organization/hospital-too")) {
            assertThat(world.get(operator, node + unknown).statusCode()).isEqualTo(404);
        }
        assertThat(world.get("", node + "6b1e").statusCode()).isEqualTo(401);
        assertThat(world.get(operator, "/fhir/Endpoint/$node").statusCode()).isEqualTo(400);
        for (String token : List.of(member(), world.stranger(), world.gateway.patient(VICTIM))) {
            assertThat(world.gateway
                            .put(
                                    token,
                                    "/fhir/Endpoint/node-net",
                                    resource("Endpoint", "'id':'node-net','status':'off'"))
                            .statusCode())
                    .isIn(403, 404, 422);
        }
        String doctor = "'identifier':[{'system':'urn:node','value':'%s'}]";
        world.store(member(), "Practitioner", "doc-node", doctor.formatted("addr-1"));
        LiveGateway.expect(
                world.gateway.put(
                        member(),
                        "/fhir/Practitioner/doc-node",
                        resource("Practitioner", "'id':'doc-node'," + doctor.formatted("addr-2"))),
                200);
        assertThat(references(world.stranger(), "Practitioner?identifier=urn:node%7Caddr-2"))
                .containsExactly("Practitioner/doc-node");
        assertThat(references(world.stranger(), "Practitioner?identifier=urn:node%7Caddr-1"))
                .isEmpty();
        assertThat(world.gateway
                        .put(
                                world.stranger(),
                                "/fhir/Practitioner/doc-node",
                                resource("Practitioner", "'id':'doc-node'"))
                        .statusCode())
                .isEqualTo(403);
    }

    /** Row BC-45: an Endpoint names one address at which a member's keys are found. */
    @Test
    void aMembersKeysAreFoundThroughItsEndpoint() throws Exception {
        ECKey key = new ECKeyGenerator(Curve.P_256).generate();
        String address = "/fhir/Organization/hospital-net/$jwks";
        assertThat(world.get(world.stranger(), address).statusCode()).isEqualTo(404);
        world.store(
                operator,
                "Endpoint",
                "keys-net",
                "'status':'active','connectionType':{'code':'jwks'},'payloadType':[{'text':'JWK Set'}],'address':'https://gateway.test"
                        + address + "','managingOrganization':{'reference':'Organization/hospital-net'}");
        ObjectNode parameters = LiveGateway.JSON.createObjectNode().put("resourceType", "Parameters");
        parameters
                .putArray("parameter")
                .addObject()
                .put("name", "jwk")
                .put("valueString", key.toPublicJWK().toJSONString());
        LiveGateway.expect(
                world.gateway.post(member(), "/fhir/Organization/hospital-net/$register-key", parameters.toString()),
                200);

        JsonNode endpoint = LiveGateway.expect(
                        world.get(
                                world.stranger(),
                                "/fhir/Endpoint?organization=Organization/hospital-net&connection-type=jwks"),
                        200)
                .path("entry")
                .path(0)
                .path("resource");
        String path = URI.create(endpoint.path("address").asString("")).getPath();
        HttpResponse<String> answer = world.get(world.stranger(), path);

        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/jwk-set+json");
        JWKSet set = JWKSet.parse(answer.body());
        assertThat(set.getKeyByKeyId(key.computeThumbprint().toString())
                        .toECKey()
                        .toPublicJWK()
                        .getX())
                .isEqualTo(key.getX());
        assertThat(answer.body()).doesNotContain("\"d\"");
        assertThat(world.get("", path).statusCode()).isEqualTo(401);
    }
}
