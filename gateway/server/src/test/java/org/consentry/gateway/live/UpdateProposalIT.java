package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.live.OpenCases.OTHER;
import static org.consentry.gateway.live.OpenCases.VICTIM;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reader proposes, the patient decides: rows ER-38 and ER-39. */
class UpdateProposalIT {
    private static final String NOTHING = "{'resourceType':'Parameters','parameter':[]}";
    private static OpenCases world;
    private static int number;

    private String condition = "";

    @BeforeAll
    static void start() {
        world = OpenCases.start();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @BeforeEach
    void condition() {
        condition = "cond-" + ++number;
        LiveGateway.expect(
                world.gateway.put(
                        world.gateway.member("hospital-a"),
                        "/fhir/Condition/" + condition,
                        condition("before", VICTIM)),
                201);
    }

    private String condition(String text, String patient) {
        return "{'resourceType':'Condition','id':'" + condition + "','code':{'text':'" + text
                + "'},'subject':{'reference':'Patient/" + patient + "'}}";
    }

    private static String allergy(String text) {
        return "{'resourceType':'AllergyIntolerance','code':{'text':'" + text + "'},'patient':{'reference':'Patient/"
                + VICTIM + "'}}";
    }

    private static String change(String resource, String method, String url, String more) {
        return "{'resource':" + resource + ",'request':{'method':'" + method + "','url':'" + url + "'" + more + "}}";
    }

    private static String task(String patient, String... entries) {
        return "{'resourceType':'Task','status':'requested','intent':'proposal','code':{'coding':[{'system':'https://consentry.org/fhir/CodeSystem/task','code':'propose-update'}]},"
                + "'for':{'reference':'Patient/" + patient
                + "'},'contained':[{'resourceType':'Bundle','id':'changes','type':'transaction','entry':["
                + String.join(",", entries)
                + "]}],'input':[{'type':{'text':'changes'},'valueReference':{'reference':'#changes'}}]}";
    }

    private HttpResponse<String> propose(String token, String task) {
        return world.gateway.post(token, "/fhir/Task", task);
    }

    private String proposed() {
        String update = change(condition("after", VICTIM), "PUT", "Condition/" + condition, ",'ifMatch':'W/\\\"1\\\"'");
        return LiveGateway.expect(
                        propose(
                                world.gateway.member("hospital-b"),
                                task(
                                        VICTIM,
                                        update,
                                        change(allergy("nuts-" + condition), "POST", "AllergyIntolerance", ""))),
                        201)
                .path("id")
                .asString("");
    }

    private HttpResponse<String> answer(String token, String task, String how) {
        return world.gateway.post(token, "/fhir/Task/" + task + "/$" + how, NOTHING);
    }

    private String stored() {
        return world.get(world.gateway.member("hospital-a"), "/fhir/Condition/" + condition)
                .body();
    }

    private String allergies() {
        return world.get(world.gateway.patient(VICTIM), "/fhir/AllergyIntolerance?patient=" + VICTIM)
                .body();
    }

    @Test
    void changesNothingUntilThePatientSaysYesAndThenEverything() {
        String task = proposed();

        assertThat(stored()).contains("before");
        assertThat(world.get(world.gateway.patient(VICTIM), "/fhir/Task?patient=" + VICTIM + "&status=requested")
                        .body())
                .contains(task, "nuts-" + condition, "after");

        LiveGateway.expect(answer(world.gateway.patient(VICTIM), task, "accept"), 200);

        assertThat(stored()).contains("after").contains("urn:consentry:member:hospital-a");
        assertThat(allergies()).contains("nuts-" + condition);
        assertThat(world.status("Task/" + task)).isEqualTo("completed");
        assertThat(world.get(world.gateway.member("hospital-b"), "/fhir/Task/" + task)
                        .body())
                .contains("completed");
        assertThat(answer(world.gateway.patient(VICTIM), task, "accept").statusCode())
                .isEqualTo(409);
        assertThat(answer(world.gateway.patient(VICTIM), task, "reject").statusCode())
                .isEqualTo(409);
    }

    @Test
    void leavesEverythingAsItIsWhenOneResourceHasChanged() {
        String task = proposed();
        LiveGateway.expect(
                world.gateway.put(
                        world.gateway.member("hospital-a"),
                        "/fhir/Condition/" + condition,
                        condition("meanwhile", VICTIM)),
                200);

        assertThat(answer(world.gateway.patient(VICTIM), task, "accept").statusCode())
                .isEqualTo(412);

        assertThat(stored()).contains("meanwhile");
        assertThat(allergies()).doesNotContain("nuts-" + condition);
        assertThat(world.status("Task/" + task)).isEqualTo("requested");
    }

    @Test
    void changesNothingWhenThePatientSaysNo() {
        String task = proposed();

        LiveGateway.expect(answer(world.gateway.patient(VICTIM), task, "reject"), 200);

        assertThat(world.status("Task/" + task)).isEqualTo("rejected");
        assertThat(stored()).contains("before");
        assertThat(allergies()).doesNotContain("nuts-" + condition);
        assertThat(answer(world.gateway.patient(VICTIM), task, "accept").statusCode())
                .isEqualTo(409);
    }

    @Test
    void isAnsweredByThePatientAlone() {
        String task = proposed();

        for (String how : new String[] {"accept", "reject"}) {
            assertThat(answer("", task, how).statusCode()).isEqualTo(401);
            assertThat(answer(world.gateway.patient(OTHER), task, how).statusCode())
                    .isEqualTo(404);
            assertThat(answer(world.gateway.member("hospital-b"), task, how).statusCode())
                    .isEqualTo(403);
            assertThat(answer(world.gateway.member("hospital-a"), task, how).statusCode())
                    .isEqualTo(403);
            assertThat(answer(world.gateway.app(VICTIM, "patient/*.rs"), task, how)
                            .statusCode())
                    .isEqualTo(403);
        }
        assertThat(stored()).contains("before");
    }

    /** What the patient reads is what is carried out: nobody exchanges it in between. */
    @Test
    void isNotChangedByWhoMadeIt() {
        String task = proposed();
        String b = world.gateway.member("hospital-b");
        String other = task(VICTIM, change(allergy("poison"), "POST", "AllergyIntolerance", ""))
                .replaceFirst("\\{", "{'id':'" + task + "',");

        assertThat(world.gateway.put(b, "/fhir/Task/" + task, other).statusCode())
                .isEqualTo(403);
        world.gateway.put(
                b,
                "/fhir/Task/" + task,
                other.replace("propose-update", "something")
                        .replace("https://consentry.org/fhir/CodeSystem/task", "urn:x"));
        assertThat(world.gateway.put(b, "/fhir/Task/" + task, other).statusCode())
                .isEqualTo(403);

        answer(world.gateway.patient(VICTIM), task, "accept");
        assertThat(allergies()).doesNotContain("poison");
    }

    @Test
    void isMadeByWhoMayReadAndTellsNobodyElseThatThereIsARecord() {
        String stranger = world.stranger();
        String known = task(VICTIM, change(allergy("x"), "POST", "AllergyIntolerance", ""));
        HttpResponse<String> one = propose(stranger, known);
        HttpResponse<String> two = propose(stranger, known.replace(VICTIM, OpenCases.UNKNOWN));

        assertThat(one.statusCode()).isEqualTo(403);
        assertThat(two.body()).isEqualTo(one.body());
        assertThat(propose(world.gateway.member("hospital-r"), known).statusCode())
                .isEqualTo(403);
        assertThat(propose(world.gateway.patient(VICTIM), known).statusCode()).isEqualTo(403);
        assertThat(propose(world.gateway.member("hospital-b", "system/Task.rs"), known)
                        .statusCode())
                .isEqualTo(403);
        assertThat(propose("", known).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'resource':{'resourceType':'Observation','status':'final','code':{'text':'x'},'subject':{'reference':'Patient/victim-7'}},'request':{'method':'POST','url':'Observation'}}",
                "{'resource':{'resourceType':'Consent','status':'active','patient':{'reference':'Patient/victim-7'}},'request':{'method':'POST','url':'Consent'}}",
                "{'resource':{'resourceType':'Condition','subject':{'reference':'Patient/other-7'}},'request':{'method':'POST','url':'Condition'}}",
                "{'resource':{'resourceType':'Condition','id':'a','subject':{'reference':'Patient/victim-7'}},'request':{'method':'PUT','url':'Condition/a'}}",
                "{'resource':{'resourceType':'Condition','id':'a','subject':{'reference':'Patient/victim-7'}},'request':{'method':'PUT','url':'Condition/b','ifMatch':'W/\\\"1\\\"'}}",
                "{'resource':{'resourceType':'Condition','id':'a','subject':{'reference':'Patient/victim-7'}},'request':{'method':'DELETE','url':'Condition/a'}}",
                "{'resource':{'resourceType':'Condition','subject':{'reference':'Patient/victim-7'}},'request':{'method':'POST','url':'Observation'}}"
            })
    void refusesWhatCouldNotBeCarriedOutAsItIsShown(String entry) {
        assertThat(propose(world.gateway.member("hospital-b"), task(VICTIM, entry))
                        .statusCode())
                .isEqualTo(422);
    }
}
