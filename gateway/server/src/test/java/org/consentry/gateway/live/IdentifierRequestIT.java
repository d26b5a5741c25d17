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
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** A hospital that knows a number and no id asks all the same, and learns nothing before the yes: row ER-30. */
class IdentifierRequestIT {
    private static OpenCases world;

    @BeforeAll
    static void start() {
        world = OpenCases.start();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static HttpResponse<String> ask(String member, String value, String provision) {
        return world.gateway.post(
                world.gateway.member(member),
                "/fhir/Consent",
                "{'resourceType':'Consent','status':'proposed','patient':{'identifier':{'system':'urn:mrn','value':'"
                        + value + "'}},'provision':" + provision + "}");
    }

    private static String inRecord(String member) {
        JsonNode found = LiveGateway.expect(
                world.get(
                        world.gateway.patient(VICTIM),
                        "/fhir/Consent?patient=" + VICTIM + "&status=proposed&_count=1000"),
                200);
        for (JsonNode entry : found.path("entry")) {
            if (entry.toString().contains("Organization/" + member)) {
                return entry.path("resource").path("id").asString("");
            }
        }
        throw new AssertionError("the patient was not asked");
    }

    @Test
    void reachesThePatientAndFollowsHerAnswers() {
        String request = LiveGateway.expect(ask("hospital-i", "mrn-7", world.provision("Observation")), 201)
                .path("id")
                .asString("");
        String member = world.gateway.member("hospital-i");
        assertThat(world.get(member, "/fhir/Consent/" + request).body())
                .contains("proposed")
                .doesNotContain(VICTIM);

        String consent = inRecord("hospital-i");
        assertThat(world.get(member, "/fhir/Consent/" + consent).statusCode()).isEqualTo(404);
        world.gateway.ceremonies.approve(VICTIM, consent);

        assertThat(world.get(member, "/fhir/Consent/" + request).body()).contains("\"active\"", "Patient/" + VICTIM);
        assertThat(world.get(member, "/fhir/Observation?patient=" + VICTIM).body())
                .contains(OpenCases.SECRET);

        LiveGateway.expect(world.gateway.ceremonies.revoke(VICTIM, consent), 200);
        assertThat(world.get(member, "/fhir/Consent/" + request).body()).contains("\"inactive\"");
        assertThat(world.get(member, "/fhir/Observation?patient=" + VICTIM).statusCode())
                .isEqualTo(403);
    }

    @Test
    void tellsOfARefusalAndNotWhoRefused() {
        String request = LiveGateway.expect(ask("hospital-j", "mrn-7", world.provision("Observation")), 201)
                .path("id")
                .asString("");
        String consent = inRecord("hospital-j");

        LiveGateway.expect(
                world.gateway.post(
                        world.gateway.patient(VICTIM),
                        "/fhir/Consent/" + consent + "/$refuse",
                        "{'resourceType':'Parameters'}"),
                200);

        assertThat(world.get(world.gateway.member("hospital-j"), "/fhir/Consent/" + request)
                        .body())
                .contains("rejected")
                .doesNotContain(VICTIM);
    }

    @Test
    void isTheSameRequestWhenItIsRepeated() {
        String provision = world.provision("Observation");
        String first = LiveGateway.expect(ask("hospital-k", "mrn-7", provision), 201)
                .path("id")
                .asString("");

        assertThat(LiveGateway.expect(ask("hospital-k", "mrn-7", provision), 201)
                        .path("id")
                        .asString(""))
                .isEqualTo(first);
    }

    /** Or any member could make her unreachable by a Patient with her number. */
    @Test
    void reachesThePatientWhoeverElseHasHerNumber() {
        for (String id : List.of("double-1", "double-2")) {
            copy("hospital-m", id, "mrn-7");
        }

        LiveGateway.expect(ask("hospital-n", "mrn-7", world.provision("Observation")), 201);

        assertThat(inRecord("hospital-n")).isNotEmpty();
    }

    /** Two who can answer are one too many, until the authority says whose numbers these are. */
    @Test
    void believesTheHolderOfTheNumbers() {
        copy("hospital-a", "numbered", "mrn-70");
        copy("hospital-m", "pretender", "mrn-70");
        for (String id : List.of("numbered", "pretender")) {
            world.gateway.ceremonies.register(id);
        }
        String before =
                ask("hospital-o", "mrn-70", world.provision("Observation")).body();
        assertThat(asked("numbered") + asked("pretender")).isZero();

        naming("hospital-m", "Organization/hospital-m", 201);
        naming("operator", "Organization/hospital-a", 201);
        String after =
                ask("hospital-o", "mrn-70", world.provision("Observation")).body();

        assertThat(asked("numbered")).isEqualTo(1);
        assertThat(asked("pretender")).isZero();
        assertThat(after).hasSameSizeAs(before);
    }

    private static void naming(String author, String holder, int status) {
        String token = author.equals("operator")
                ? world.gateway.service("operator", "system/*.cruds")
                : world.gateway.member(author);
        LiveGateway.expect(
                world.gateway.post(
                        token,
                        "/fhir/NamingSystem",
                        "{'resourceType':'NamingSystem','name':'Numbers','status':'active','kind':'identifier',"
                                + "'date':'2026-01-01','responsible':'" + holder
                                + "','uniqueId':[{'type':'uri','value':'urn:mrn'}]}"),
                status);
    }

    private static void copy(String member, String id, String number) {
        world.store(
                world.gateway.member(member),
                "Patient",
                id,
                "'identifier':[{'system':'urn:mrn','value':'" + number + "'}],'name':[{'family':'Copy'}]");
    }

    private static int asked(String patient) {
        return world.gateway
                .ids(world.gateway.patient(patient), "Consent?status=proposed&patient=" + patient)
                .size();
    }

    @TestFactory
    Stream<DynamicTest> tellsNothingOfWhetherThereIsSomebody() {
        String provision = world.provision("Observation");
        String known = LiveGateway.expect(ask("hospital-l", "mrn-7", provision), 201)
                .path("id")
                .asString("");
        String unknown = LiveGateway.expect(ask("hospital-l", "mrn-8", provision), 201)
                .path("id")
                .asString("");
        String asker = world.gateway.member("hospital-l");
        return Stream.of(
                        "/fhir/Consent/{}",
                        "/fhir/Consent/{}/_history",
                        "/fhir/Consent?_id={}",
                        "/fhir/Consent?_id={}&patient:missing=true",
                        "/fhir/Consent?_id={}&patient:missing=false",
                        "/fhir/Consent?_id={}&patient=" + VICTIM,
                        "/fhir/Consent?_id={}&patient:Patient.family=secret",
                        "/fhir/Consent?_id={}&_include=Consent:patient",
                        "/fhir/Consent?_id={}&_revinclude=*",
                        "/fhir/Consent?_id={}&_sort=patient",
                        "/fhir/Patient/" + VICTIM + "/Consent?_id={}",
                        "/fhir/Consent/{}/$verify",
                        "/fhir/Patient?_has:Consent:patient:_id={}")
                .map(path -> DynamicTest.dynamicTest(
                        path, () -> assertThat(shape(asker, path, known)).isEqualTo(shape(asker, path, unknown))));
    }

    /** What lies in her record names her; the reader's own half does not. */
    @Test
    void givingUpWhatWasAskedForTellsNothing() {
        String asker = world.gateway.member("hospital-p");
        List<String> answers = Stream.of("mrn-7", "mrn-8")
                .map(number -> LiveGateway.expect(ask("hospital-p", number, world.provision("Observation")), 201)
                        .path("id")
                        .asString(""))
                .map(id -> shape(
                        world.gateway.post(
                                asker, "/fhir/Consent/" + id + "/$relinquish", "{'resourceType':'Parameters'}"),
                        id))
                .toList();
        String inRecord = inRecord("hospital-p");

        assertThat(answers.getFirst()).startsWith("200").isEqualTo(answers.getLast());
        assertThat(world.gateway
                        .post(asker, "/fhir/Consent/" + inRecord + "/$relinquish", "{'resourceType':'Parameters'}")
                        .statusCode())
                .isEqualTo(404);
    }

    /** Everybody sees how the log grows. */
    @Test
    void isOneEntryOfTheLogWhetherOrNotThereIsSomebody() {
        long before = entries();
        ask("hospital-q", "mrn-8", world.provision("Observation"));
        long between = entries();
        ask("hospital-q", "mrn-7", world.provision("Observation"));

        assertThat(entries() - between).isEqualTo(between - before).isEqualTo(1);
    }

    private static long entries() {
        return world.gateway
                .bean(JdbcClient.class)
                .sql("SELECT count(*) FROM proof_commitment")
                .query(Long.class)
                .single();
    }

    private static String shape(String token, String path, String id) {
        return shape(world.get(token, path.replace("{}", id)), id);
    }

    private static String shape(HttpResponse<String> answer, String id) {
        return (answer.statusCode() + answer.body())
                .replace(id, "ID")
                .replaceAll("mrn-\\d", "MRN")
                .replaceAll("[0-9a-f]{64}", "HASH")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME");
    }
}
