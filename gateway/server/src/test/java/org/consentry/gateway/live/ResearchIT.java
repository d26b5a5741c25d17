package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.live.ExportClient.encoded;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Cohorts, offers, consents of scope research, releases and rewards, through the public doors: rows ML-30 to ML-34. */
class ResearchIT {
    private static final String DIABETES = "Condition?code=http://snomed.info/sct%7C44054006";
    private static final int DIABETICS = 12;

    private static LiveGateway gateway;
    private static ExportClient analyst;
    private static String operator = "";
    private static String a = "";

    @BeforeAll
    static void start() {
        gateway = LiveGateway.start();
        analyst = ExportClient.analyst(gateway);
        operator = gateway.service("operator", "system/*.cruds");
        a = gateway.member("hospital-a");
        for (int i = 0; i < DIABETICS; i++) {
            patient("dia-" + i, i < 2 ? "male" : "female");
            condition("dia-" + i, "44054006", "Diabetes mellitus type 2");
        }
        patient("rare-1", "male");
        condition("rare-1", "190905008", "Cystic fibrosis");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static void patient(String id, String gender) {
        LiveGateway.expect(
                gateway.put(
                        a,
                        "/fhir/Patient/" + id,
                        "{'resourceType':'Patient','id':'" + id + "','name':[{'family':'Researchable'}],'gender':'"
                                + gender + "','birthDate':'1970-02-03'}"),
                201);
    }

    private static void condition(String patient, String code, String text) {
        LiveGateway.expect(
                gateway.post(
                        a,
                        "/fhir/Condition",
                        "{'resourceType':'Condition','subject':{'reference':'Patient/" + patient
                                + "'},'onsetDateTime':'2019-05-06','code':{'coding':[{'system':'http://snomed.info/sct',"
                                + "'code':'" + code + "','display':'" + text + "'}]}}"),
                201);
    }

    private static String study(String policy, int days) {
        String end = gateway.clock
                .instant()
                .plus(Duration.ofDays(300))
                .truncatedTo(ChronoUnit.DAYS)
                .toString();
        return "{'resourceType':'ResearchStudy','status':'active','title':'Sugar','sponsor':{'display':'Institute'},"
                + "'period':{'end':'" + end + "'},'extension':[{'url':"
                + "'https://consentry.org/fhir/StructureDefinition/research-offer','extension':["
                + "{'url':'policy','valueCode':'" + policy + "'},{'url':'type','valueCode':'Condition'},"
                + "{'url':'type','valueCode':'Patient'},{'url':'criterion','valueString':'" + DIABETES + "'},"
                + "{'url':'every','valueInteger':" + days + "},"
                + "{'url':'reward','valueMoney':{'value':25.50,'currency':'USD'}}]}]}";
    }

    private static String submitted(String policy, int days) {
        return LiveGateway.expect(gateway.post(analyst.token, "/fhir/ResearchStudy", study(policy, days)), 201)
                .path("id")
                .asString("");
    }

    private static void approve(String study) {
        LiveGateway.expect(gateway.post(operator, "/fhir/ResearchStudy/" + study + "/$approve", ""), 200);
    }

    private static String offer(String patient, String study) {
        String token = gateway.patient(patient);
        for (JsonNode entry : LiveGateway.expect(
                        gateway.get(token, "/fhir/Task?code=research-offer&status=requested"), 200)
                .path("entry")) {
            if (entry.at("/resource/focus/reference").asString("").equals("ResearchStudy/" + study)) {
                return entry.at("/resource/id").asString("");
            }
        }
        throw new AssertionError("no offer");
    }

    private static HttpResponse<String> answer(String patient, String task, String operation) {
        return gateway.post(gateway.patient(patient), "/fhir/Task/" + task + "/$" + operation, "");
    }

    private static JsonNode parameter(JsonNode parameters, String name) {
        for (JsonNode parameter : parameters.path("parameter")) {
            if (parameter.path("name").asString("").equals(name)) {
                return parameter;
            }
        }
        return LiveGateway.JSON.createObjectNode();
    }

    private static JsonNode counted(String query) {
        return LiveGateway.expect(analyst.get("/fhir/$cohort-count?" + query), 200);
    }

    @Test
    void countsPatientsButNeverFew() {
        JsonNode many = counted("criteria=" + encoded(DIABETES));
        JsonNode few = counted("criteria=" + encoded("Condition?code=190905008"));
        JsonNode none = counted("criteria=" + encoded("Condition?code=1"));
        JsonNode word = counted("keyword=diabetes");
        JsonNode both = counted("by=gender&criteria=" + encoded(DIABETES));

        assertThat(parameter(many, "count").path("valueInteger").asInt()).isEqualTo(DIABETICS);
        assertThat(few).isEqualTo(none);
        assertThat(parameter(few, "below").path("valueInteger").asInt()).isEqualTo(11);
        assertThat(parameter(word, "count").path("valueInteger").asInt()).isEqualTo(DIABETICS);
        // Two men among twelve: neither cell may be told, or the other follows from the total.
        assertThat(both.toString()).contains("female").doesNotContain("\"valueInteger\":10");
        assertThat(both.findValuesAsString("valueInteger")).containsOnly("12", "11");
    }

    @Test
    void countsForAnalystsOnlyAndNobodyByName() {
        assertThat(gateway.get(a, "/fhir/$cohort-count?keyword=diabetes").statusCode())
                .isEqualTo(403);
        assertThat(analyst.get("/fhir/$cohort-count?criteria=" + encoded("Patient?family=Researchable"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(analyst.get("/fhir/$cohort-count?criteria=" + encoded("Condition?subject:Patient.identifier=1"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(analyst.get("/fhir/$cohort-count?criteria=" + encoded("Condition?nonsense=1"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(analyst.get("/fhir/$cohort-count").statusCode()).isEqualTo(400);
        assertThat(ExportClient.named(gateway, "narrow", "system/Patient.rs")
                        .get("/fhir/$cohort-count?criteria=" + encoded(DIABETES))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void refusesOffersThatNameNobodyOrSomebody() {
        assertThat(gateway.post(gateway.patient("dia-0"), "/fhir/ResearchStudy", study("safe-harbor", 0))
                        .statusCode())
                .isEqualTo(403);
        for (String wrong : List.of(
                study("nonsense", 0),
                study("safe-harbor", -1),
                study("safe-harbor", 0).replace(DIABETES, "Patient?family=Researchable"),
                study("safe-harbor", 0).replace("'USD'", "'dollars'"),
                study("safe-harbor", 0).replace("'Sugar'", "''"),
                study("safe-harbor", 0).replace("'period'", "'x-period'"))) {
            assertThat(gateway.post(analyst.token, "/fhir/ResearchStudy", wrong).statusCode())
                    .as(wrong)
                    .isBetween(400, 422);
        }
        String study = submitted("safe-harbor", 0);
        assertThat(gateway.post(analyst.token, "/fhir/ResearchStudy/" + study + "/$approve", "")
                        .statusCode())
                .isEqualTo(403);
        assertThat(gateway.post(operator, "/fhir/ResearchStudy/nobody/$approve", "")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void givesAStudyWhoSaidYesUntilTheySayNoMoreAndRewardsOnce() throws Exception {
        String study = submitted("research-shifted", 7);
        approve(study);
        assertThat(gateway.post(operator, "/fhir/ResearchStudy/" + study + "/$approve", "")
                        .statusCode())
                .isEqualTo(409);
        String accepting = offer("dia-3", study);
        String declining = offer("dia-4", study);
        assertThat(answer("dia-5", accepting, "accept").statusCode()).isEqualTo(404);

        List<CompletableFuture<Integer>> answers = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> answer("dia-3", accepting, "accept").statusCode()))
                .toList();
        for (CompletableFuture<Integer> each : answers) {
            assertThat(each.get()).isIn(200, 409);
        }
        LiveGateway.expect(answer("dia-4", declining, "reject"), 200);
        LiveGateway.expect(answer("dia-3", accepting, "accept"), 200);

        JsonNode enrolled = LiveGateway.expect(analyst.get("/fhir/ResearchStudy/" + study + "/$enrollment"), 200);
        assertThat(parameter(enrolled, "on-study").path("valueInteger").asInt()).isEqualTo(1);
        assertThat(parameter(enrolled, "declined").path("valueInteger").asInt()).isEqualTo(1);
        JsonNode rewards =
                LiveGateway.expect(gateway.get(gateway.patient("dia-3"), "/fhir/Patient/dia-3/$rewards"), 200);
        assertThat(parameter(rewards, "balance").at("/valueMoney/value").asString(""))
                .isEqualTo("25.5");
        String digest = rewards.findValuesAsString("valueString").getFirst();
        awaitReceipt(digest);
        assertThat(gateway.get(gateway.patient("dia-4"), "/fhir/Patient/dia-3/$rewards")
                        .statusCode())
                .isEqualTo(403);

        assertThat(exported("/fhir/$export?_type=Patient,Condition&_deidentify=research-shifted", "Patient"))
                .isEqualTo(1);
        assertThat(exported("/fhir/Group/study-" + study + "/$export?_type=Patient", "Patient"))
                .isEqualTo(1);
        released(study);

        LiveGateway.expect(
                gateway.post(gateway.patient("dia-3"), "/fhir/ResearchStudy/" + study + "/$withdraw", ""), 200);
        assertThat(exported("/fhir/$export?_type=Patient&_deidentify=research-shifted", "Patient"))
                .isZero();
        LiveGateway.expect(answer("dia-3", accepting, "accept"), 200);
        JsonNode after = LiveGateway.expect(gateway.get(gateway.patient("dia-3"), "/fhir/Patient/dia-3/$rewards"), 200);
        assertThat(parameter(after, "balance").at("/valueMoney/value").asString(""))
                .isEqualTo("25.5");
        endConsents("dia-3");
        assertThat(exported("/fhir/$export?_type=Patient&_deidentify=research-shifted", "Patient"))
                .isZero();
    }

    private static void awaitReceipt(String digest) {
        long end = System.nanoTime() + 30_000_000_000L;
        HttpResponse<String> receipt = gateway.get("", "/ledger/proof?digest=" + digest);
        while (receipt.statusCode() != 200 && System.nanoTime() < end) {
            java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
            receipt = gateway.get("", "/ledger/proof?digest=" + digest);
        }
        assertThat(receipt.statusCode()).as(receipt.body()).isEqualTo(200);
    }

    /** A research consent is revoked like any other. */
    private static void endConsents(String patient) {
        String token = gateway.patient(patient);
        List<String> active = new ArrayList<>();
        for (JsonNode entry : LiveGateway.expect(gateway.get(token, "/fhir/Consent?status=active"), 200)
                .path("entry")) {
            if (entry.at("/resource/scope/coding/0/code").asString("").equals("research")) {
                active.add(entry.at("/resource/id").asString(""));
            }
        }
        assertThat(active).hasSize(1);
        LiveGateway.expect(
                gateway.post(token, "/fhir/Consent/" + active.getFirst() + "/$revoke", "{'resourceType':'Parameters'}"),
                200);
    }

    private static int exported(String path, String type) {
        return analyst.lines(analyst.manifest(path), type).size();
    }

    /** A week later there is an export that nobody asked for. */
    private static void released(String study) {
        long before = jobs(study);
        gateway.clock.forward(Duration.ofDays(8));
        long end = System.nanoTime() + 60_000_000_000L;
        while (jobs(study) == before && System.nanoTime() < end) {
            java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
        }
        JsonNode jobs = LiveGateway.expect(analyst.get("/exports"), 200);
        for (JsonNode job : jobs.path("exports")) {
            if (job.path("request").asString("").contains(study)) {
                JsonNode manifest =
                        LiveGateway.expect(analyst.finished(job.path("url").asString("")), 200);
                assertThat(analyst.lines(manifest, "Patient")).hasSize(1);
                assertThat(manifest.toString()).contains("research-shifted");
                return;
            }
        }
        throw new AssertionError("nothing was released");
    }

    private static long jobs(String study) {
        long count = 0;
        for (JsonNode job : LiveGateway.expect(analyst.get("/exports"), 200).path("exports")) {
            count += job.path("request").asString("").contains(study) ? 1 : 0;
        }
        return count;
    }

    @Test
    void keepsWhoObjectsOutOfEverything() {
        patient("objecting", "female");
        condition("objecting", "44054006", "Diabetes mellitus type 2");
        String token = gateway.patient("objecting");
        String export = ExportClient.group(gateway, a, "objecting") + "?_type=Condition";
        int before = exported(export, "Condition");
        String study = submitted("safe-harbor", 0);
        approve(study);
        LiveGateway.expect(answer("objecting", offer("objecting", study), "accept"), 200);

        LiveGateway.expect(objects(token, "true"), 200);

        assertThat(before).isEqualTo(1);
        assertThat(exported(export, "Condition")).isZero();
        assertThat(parameter(counted("criteria=" + encoded(DIABETES)), "count")
                        .path("valueInteger")
                        .asInt())
                .isEqualTo(DIABETICS);
        assertThat(parameter(
                                LiveGateway.expect(analyst.get("/fhir/ResearchStudy/" + study + "/$enrollment"), 200),
                                "withdrawn")
                        .path("valueInteger")
                        .asInt())
                .isEqualTo(1);
        assertThat(objects(gateway.patient("dia-1"), "true", "objecting").statusCode())
                .isEqualTo(403);
        assertThat(objects(a, "true", "objecting").statusCode()).isEqualTo(403);
        LiveGateway.expect(objects(token, "false"), 200);
        assertThat(exported(export, "Condition")).isEqualTo(1);
        LiveGateway.expect(objects(token, "true"), 200);
    }

    private static HttpResponse<String> objects(String token, String value) {
        return objects(token, value, "objecting");
    }

    private static HttpResponse<String> objects(String token, String value, String patient) {
        return gateway.post(
                token,
                "/fhir/Patient/" + patient + "/$research-objection",
                "{'resourceType':'Parameters','parameter':[{'name':'objects','valueBoolean':" + value + "}]}");
    }
}
