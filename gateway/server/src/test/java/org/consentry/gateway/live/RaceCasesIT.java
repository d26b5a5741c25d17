package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.live.OpenCases.VICTIM;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;

/** Answers and changes at the same moment: whatever wins, what is written and what is open say the same. */
class RaceCasesIT {
    private static final String NOTHING = "{'resourceType':'Parameters'}";
    private static final int ROUNDS = 5;
    private static OpenCases world;
    private static int number;

    @BeforeAll
    static void start() {
        world = OpenCases.start();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static List<Integer> atOnce(List<Callable<HttpResponse<String>>> calls) throws Exception {
        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(calls.size())) {
            for (Future<HttpResponse<String>> answer : threads.invokeAll(calls)) {
                statuses.add(answer.get().statusCode());
            }
        }
        return statuses;
    }

    private static HttpResponse<String> operation(String consent, String name) {
        return world.gateway.post(world.gateway.patient(VICTIM), "/fhir/Consent/" + consent + "/" + name, NOTHING);
    }

    private static void agrees(String member, String consent) {
        boolean active = world.status("Consent/" + consent).equals("active");
        int read = world.get(world.gateway.member(member), "/fhir/Observation/open-7")
                .statusCode();

        assertThat(read).as("active: " + active).isEqualTo(active ? 200 : 404);
    }

    @RepeatedTest(ROUNDS)
    void aYesAndANoAtOnceAreOneOfThem() throws Exception {
        String member = "race-no-" + ++number;
        String consent = world.gateway.ceremonies.ask(member, VICTIM, world.provision("Observation"));
        byte[] payload = signable(consent);
        String signature = world.gateway.ceremonies.signature(VICTIM, payload);

        List<Integer> statuses = atOnce(List.of(
                () -> world.gateway.ceremonies.complete(VICTIM, consent, signature),
                () -> operation(consent, "$refuse")));

        assertThat(statuses.stream().filter(status -> status == 200)).hasSize(1);
        agrees(member, consent);
    }

    @RepeatedTest(ROUNDS)
    void ofManyYesesOneCounts() throws Exception {
        String member = "race-yes-" + ++number;
        String consent = world.gateway.ceremonies.ask(member, VICTIM, world.provision("Observation"));
        String signature = world.gateway.ceremonies.signature(VICTIM, signable(consent));

        atOnce(List.of(
                () -> world.gateway.ceremonies.complete(VICTIM, consent, signature),
                () -> world.gateway.ceremonies.complete(VICTIM, consent, signature),
                () -> world.gateway.ceremonies.complete(VICTIM, consent, signature)));

        agrees(member, consent);
        LiveGateway.expect(world.gateway.ceremonies.revoke(VICTIM, consent), 200);
        agrees(member, consent);
    }

    /** A yes that comes back while it is taken back does not come back. */
    @RepeatedTest(ROUNDS)
    void whatWasTakenBackStaysTakenBack() throws Exception {
        String member = "race-back-" + ++number;
        String consent = world.gateway.ceremonies.ask(member, VICTIM, world.provision("Observation"));
        String signature = world.gateway.ceremonies.signature(VICTIM, signable(consent));

        atOnce(List.of(
                () -> world.gateway.ceremonies.complete(VICTIM, consent, signature),
                () -> world.gateway.ceremonies.revoke(VICTIM, consent),
                () -> world.gateway.ceremonies.revoke(VICTIM, consent)));
        agrees(member, consent);

        world.gateway.ceremonies.revoke(VICTIM, consent);
        assertThat(world.gateway.ceremonies.complete(VICTIM, consent, signature).statusCode())
                .isIn(404, 409, 422);
        assertThat(world.status("Consent/" + consent)).isEqualTo("inactive");
        agrees(member, consent);
    }

    @RepeatedTest(ROUNDS)
    void aProposalIsCarriedOutOnceAndWholeBesideAnotherChange() throws Exception {
        String id = "raced-" + ++number;
        String owner = world.gateway.member("hospital-a");
        world.store(owner, "Condition", id, condition("before"));
        String task = LiveGateway.expect(world.gateway.post(owner, "/fhir/Task", proposal(id)), 201)
                .path("id")
                .asString("");
        String accept = "/fhir/Task/" + task + "/$accept";

        List<Integer> statuses = atOnce(List.of(
                () -> world.gateway.post(world.gateway.patient(VICTIM), accept, NOTHING),
                () -> world.gateway.post(world.gateway.patient(VICTIM), accept, NOTHING),
                () -> world.gateway.put(
                        owner,
                        "/fhir/Condition/" + id,
                        OpenCases.resource("Condition", "'id':'" + id + "'," + condition("meanwhile")),
                        "If-Match",
                        "W/\"1\"")));

        long done =
                statuses.subList(0, 2).stream().filter(status -> status == 200).count();
        assertThat(done + (statuses.get(2) == 200 ? 1 : 0))
                .as(statuses.toString())
                .isEqualTo(1);
        String now = world.get(owner, "/fhir/Condition/" + id).body();
        String added = world.get(owner, "/fhir/Condition?code:text=added-" + id).body();
        assertThat(now).contains(done == 1 ? "proposed" : "meanwhile");
        assertThat(added).contains(done == 1 ? "\"total\":1" : "\"total\":0");
        assertThat(world.status("Task/" + task)).isEqualTo(done == 1 ? "completed" : "requested");
    }

    private static String condition(String text) {
        return "'code':{'text':'" + text + "'},'subject':{'reference':'Patient/" + VICTIM + "'}";
    }

    private static String proposal(String id) {
        return "{'resourceType':'Task','status':'requested','intent':'proposal','code':{'coding':[{'system':"
                + "'https://consentry.org/fhir/CodeSystem/task','code':'propose-update'}]},'for':{'reference':'Patient/"
                + VICTIM
                + "'},'contained':[{'resourceType':'Bundle','id':'b','type':'transaction','entry':[{'resource':"
                + OpenCases.resource("Condition", "'id':'" + id + "'," + condition("proposed"))
                + ",'request':{'method':'PUT','url':'Condition/" + id + "','ifMatch':'W/\\\"1\\\"'}},{'resource':"
                + OpenCases.resource("Condition", condition("added-" + id))
                + ",'request':{'method':'POST','url':'Condition'}}]}],'input':[{'type':{'text':'b'},"
                + "'valueReference':{'reference':'#b'}}]}";
    }

    /** What the device signs, after the yes on the screen. */
    private static byte[] signable(String consent) {
        world.gateway.ceremonies.seen(VICTIM, consent);
        return world.gateway.ceremonies.payload(VICTIM, consent);
    }
}
