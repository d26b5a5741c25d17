package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.live.OpenCases.OTHER;
import static org.consentry.gateway.live.OpenCases.SECRET;
import static org.consentry.gateway.live.OpenCases.VICTIM;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The predecessors' defects that touch access, each tried here and found absent. Numbers are those of the list at the end
 * of the acceptance rows.
 */
class PredecessorDefectsIT {
    private static final String NOTHING = "{'resourceType':'Parameters','parameter':[]}";
    private static OpenCases world;
    private static String consent;

    @BeforeAll
    static void start() {
        world = OpenCases.start();
        consent = world.gateway.ceremonies.grant(
                "hospital-w",
                VICTIM,
                world.provision("'class':[{'code':'Observation'}]", ",'action':[{'coding':[{'code':'use'}]}]"));
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static String observation(String id) {
        return OpenCases.resource(
                "Observation",
                (id.isEmpty() ? "" : "'id':'" + id + "',")
                        + "'status':'final','code':{'text':'x'},'subject':{'reference':'Patient/" + VICTIM + "'}");
    }

    /** 1. Private key sent to or made by the server. */
    @Test
    void defect1TheServerTakesNoPrivateKey() throws JOSEException {
        String key = new ECKeyGenerator(Curve.P_256).generate().toJSONString();
        String secret = key.replaceAll(".*\"d\":\"([^\"]+)\".*", "$1");
        String body = "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"jwk\",\"valueString\":\""
                + key.replace("\"", "\\\"") + "\"}]}";
        world.store(world.gateway.member("hospital-a"), "Patient", "keyless-7", "'active':true");

        HttpResponse<String> answer =
                world.gateway.post(world.gateway.patient("keyless-7"), "/fhir/Patient/keyless-7/$register-key", body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).doesNotContain(secret);
        assertThat(world.get(world.gateway.patient("keyless-7"), "/fhir/Patient/keyless-7/$keys")
                        .body())
                .doesNotContain(secret, "\"d\"");
    }

    /** 4. Role and institution taken from a link's query. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "?organization=hospital-a&_id=open-7",
                "?role=operator&_id=open-7",
                "?_id=open-7&azp=ehr-hospital-a",
                "?_id=open-7&fhirUser=Patient/victim-7"
            })
    void defect4NoQuerySaysWhoSomebodyIs(String query) {
        HttpResponse<String> answer = world.get(
                world.stranger(),
                "/fhir/Observation" + query,
                "X-Organization",
                "hospital-a",
                "X-Role",
                "operator",
                "Prefer",
                "handling=lenient");

        assertThat(answer.body()).doesNotContain(SECRET);
        assertThat(answer.body()).doesNotContain("\"match\"");
    }

    /** 5. Read right passes the write check; any write right passes for all sets. */
    @Test
    void defect5ARightIsOneRightForOneKindOfThing() {
        String reader = world.gateway.member("hospital-b");
        String writer = world.gateway.member("hospital-w");
        String condition =
                observation("").replace("'Observation'", "'Condition'").replace("'status':'final',", "");

        assertThat(world.gateway
                        .post(reader, "/fhir/Observation", observation(""))
                        .statusCode())
                .isEqualTo(403);
        assertThat(world.gateway
                        .put(reader, "/fhir/Observation/open-7", observation("open-7"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(world.gateway
                        .post(writer, "/fhir/Observation", observation(""))
                        .statusCode())
                .isEqualTo(201);
        assertThat(world.gateway.post(writer, "/fhir/Condition", condition).statusCode())
                .isEqualTo(403);
        assertThat(world.gateway
                        .put(writer, "/fhir/Observation/open-7", observation("open-7"))
                        .statusCode())
                .isEqualTo(403);
    }

    /** 6. Delegating another patient's data by body parameter. */
    @Test
    void defect6NobodyDelegatesAnotherPatientsData() {
        String asked = world.gateway.ceremonies.ask("hospital-d", VICTIM, world.provision("Observation"));
        String other = world.gateway.patient(OTHER);

        for (String step : new String[] {"$authorize", "$signing", "$complete", "$refuse", "$revoke"}) {
            String body =
                    "{'resourceType':'Parameters','parameter':[{'name':'patient','valueString':'" + VICTIM + "'}]}";
            assertThat(world.gateway
                            .post(other, "/fhir/Consent/" + asked + "/" + step, body)
                            .statusCode())
                    .isIn(400, 404);
        }
        assertThat(world.gateway
                        .post(
                                other,
                                "/fhir/Consent",
                                "{'resourceType':'Consent','status':'active','patient':{'reference':'Patient/" + VICTIM
                                        + "'},'provision':" + world.provision("Observation") + "}")
                        .statusCode())
                .isEqualTo(403);
    }

    /** 7. Any user edits or deletes any patient, or any notification. */
    @Test
    void defect7NobodyEditsAPatientOrANotificationThatIsNotTheirs() {
        String patient = "{'resourceType':'Patient','id':'" + VICTIM + "','name':[{'family':'Changed'}]}";
        for (String token : new String[] {
            world.stranger(),
            world.gateway.member("hospital-b"),
            world.gateway.patient(OTHER),
            world.gateway.practitioner("d", "hospital-b", "user/*.cruds"),
            world.gateway.service("operator", "system/*.cruds")
        }) {
            assertThat(world.gateway
                            .put(token, "/fhir/Patient/" + VICTIM, patient)
                            .statusCode())
                    .isIn(403, 404);
            assertThat(world.gateway.delete(token, "/fhir/Patient/" + VICTIM).statusCode())
                    .isIn(403, 404);
            assertThat(world.gateway.delete(token, "/fhir/Consent/" + consent).statusCode())
                    .isIn(403, 404);
        }
        assertThat(world.get(world.gateway.member("hospital-a"), "/fhir/Patient/" + VICTIM)
                        .body())
                .contains(SECRET);
    }

    /** 8. Lists open to all, endpoints left over by annotations. Whatever is not public by design needs a token. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/fhir/Patient",
                "/fhir/Consent",
                "/fhir/Observation?patient=victim-7",
                "/fhir/_history",
                "/fhir/$export",
                "/fhir/Patient/victim-7/$keys",
                "/fhir/Patient/victim-7/$everything",
                "/fhir/nothing/at/all",
                "/fhir",
                "/intake/dead-letters",
                "/events",
                "/deliveries/1",
                "/objects/x",
                "/exports/1",
                "/ledger/entries",
                "/operator/ledger",
                "/internal/anything",
                "/actuator",
                "/actuator/env",
                "/actuator/heapdump",
                "/actuator/metrics"
            })
    void defect8NothingIsLeftOpen(String path) {
        HttpResponse<String> answer = world.get("", path);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).doesNotContain(SECRET);
    }

    /** 9. Revocation without effect. */
    @Test
    void defect9ARevocationHoldsForTheVeryNextRequest() {
        String given = world.gateway.ceremonies.grant("hospital-n", VICTIM, world.provision("Observation"));
        String member = world.gateway.member("hospital-n");
        assertThat(world.get(member, "/fhir/Observation/open-7").statusCode()).isEqualTo(200);

        LiveGateway.expect(world.gateway.ceremonies.revoke(VICTIM, given), 200);

        assertThat(world.get(member, "/fhir/Observation/open-7").statusCode()).isEqualTo(404);
        assertThat(world.get(member, "/fhir/Observation?patient=" + VICTIM).statusCode())
                .isEqualTo(403);
    }

    /** 15. Refusal leaves no trace even for the patient. */
    @Test
    void defect15ARefusalIsInThePatientsLog() {
        String asked = world.gateway.ceremonies.ask("hospital-o", VICTIM, world.provision("Observation"));
        LiveGateway.expect(
                world.gateway.post(world.gateway.patient(VICTIM), "/fhir/Consent/" + asked + "/$refuse", NOTHING), 200);

        assertThat(world.get(world.gateway.patient(VICTIM), "/fhir/AuditEvent?patient=" + VICTIM + "&_count=1000")
                        .body())
                .contains("consent-refuse", "Consent/" + asked);
    }

    /** 16. OAuth consent auto-accepted. */
    @Test
    void defect16NothingIsAcceptedWithoutTheScreenAndTheDevice() {
        String asked = world.gateway.ceremonies.ask("hospital-p", VICTIM, world.provision("Observation"));

        assertThat(world.gateway.ceremonies.completed(VICTIM, asked).statusCode())
                .isEqualTo(409);
        Ceremonies.Begun begun = world.gateway.ceremonies.begin(VICTIM, asked);
        assertThat(begun.screen()).contains("request_uri");
        assertThat(world.gateway.ceremonies.completed(VICTIM, asked).statusCode())
                .isEqualTo(409);
        assertThat(world.get(world.gateway.member("hospital-p"), "/fhir/Observation/open-7")
                        .statusCode())
                .isEqualTo(404);
    }

    /** 17. Permission calls without authentication. */
    @Test
    void defect17NoPermissionIsGivenOrTakenByNobody() {
        Stream.of("$authorize", "$signing", "$complete", "$refuse", "$revoke").forEach(step -> assertThat(world.gateway
                        .post("", "/fhir/Consent/" + consent + "/" + step, NOTHING)
                        .statusCode())
                .isEqualTo(401));
        assertThat(world.gateway
                        .post("", "/fhir/Consent", "{'resourceType':'Consent'}")
                        .statusCode())
                .isEqualTo(401);
        assertThat(world.gateway.delete("", "/fhir/Consent/" + consent).statusCode())
                .isEqualTo(401);
        assertThat(world.gateway.post("", "/internal/keycloak-events", "{}").statusCode())
                .isEqualTo(401);
    }

    /** 18. Public getters reveal patient lists and record hashes. */
    @Test
    void defect18WhatIsPublicNamesNobody() {
        for (String path : new String[] {
            "/fhir/metadata",
            "/ledger/checkpoint",
            "/ledger/policy",
            "/ledger/replicas",
            "/ledger/tile/entries/000.p/1",
            "/ledger/checkpoints"
        }) {
            assertThat(world.get("", path).body()).doesNotContain(VICTIM, "mrn-7", SECRET);
        }
        assertThat(world.get(world.stranger(), "/fhir/Patient?_summary=count").body())
                .contains("\"total\":0");
        assertThat(world.get(world.stranger(), "/fhir/AuditEvent?_summary=count")
                        .body())
                .contains("\"total\":0");
        assertThat(world.get(world.stranger(), "/ledger/entries?subject=" + VICTIM)
                        .statusCode())
                .isEqualTo(404);
    }
}
