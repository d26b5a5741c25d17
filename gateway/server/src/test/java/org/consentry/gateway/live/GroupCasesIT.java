package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.live.OpenCases.VICTIM;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A grant to a group is no way in for who fills the group: row MR-04 and its attacks. */
class GroupCasesIT {
    private static OpenCases world;

    @BeforeAll
    static void start() {
        world = OpenCases.start();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static String group(String id, String practitioner) {
        return "{'resourceType':'Group','id':'" + id
                + "','type':'practitioner','actual':true,'member':[{'entity':{'reference':'Practitioner/" + practitioner
                + "'}}]}";
    }

    private static String toGroup(String group) {
        return world.provision(
                "'class':[{'code':'Observation'}]", ",'actor':[{'reference':{'reference':'" + group + "'}}]");
    }

    private static int ask(String member, String group) {
        return world.gateway
                .post(
                        world.gateway.member(member),
                        "/fhir/Consent",
                        "{'resourceType':'Consent','status':'proposed','patient':{'reference':'Patient/" + VICTIM
                                + "'},'provision':" + toGroup(group) + "}")
                .statusCode();
    }

    @Test
    void asksForNoGroupThatIsNotThereOrIsAnothers() {
        String s = world.stranger();
        LiveGateway.expect(world.gateway.put(s, "/fhir/Group/theirs", group("theirs", "spy")), 201);

        assertThat(ask("hospital-d", "Group/not-there")).isEqualTo(422);
        assertThat(ask("hospital-d", "Group/theirs")).isEqualTo(422);
        assertThat(ask("hospital-d", "CareTeam/not-there")).isEqualTo(422);
        assertThat(ask("hospital-d", "Organization/hospital-s")).isEqualTo(422);
    }

    @Test
    void aGroupsIdStaysWithWhoUsedItFirst() {
        String d = world.gateway.member("hospital-d");
        String s = world.stranger();
        LiveGateway.expect(world.gateway.put(d, "/fhir/Group/er-d", group("er-d", "doc-d")), 201);
        String consent = world.gateway.ceremonies.grant("hospital-d", VICTIM, toGroup("Group/er-d"));
        String doctor = world.gateway.practitioner("doc-d", "hospital-d", "user/*.rs");
        String spy = world.gateway.practitioner("spy", "hospital-s", "user/*.rs");
        assertThat(world.get(doctor, "/fhir/Observation/open-7").statusCode()).isEqualTo(200);

        assertThat(world.gateway
                        .put(s, "/fhir/Group/er-d", group("er-d", "spy"))
                        .statusCode())
                .isEqualTo(403);
        LiveGateway.expect(world.gateway.delete(d, "/fhir/Group/er-d"), 204);
        assertThat(world.get(doctor, "/fhir/Observation/open-7").statusCode()).isEqualTo(404);
        assertThat(world.gateway
                        .put(s, "/fhir/Group/er-d", group("er-d", "spy"))
                        .statusCode())
                .isEqualTo(403);

        assertThat(world.get(spy, "/fhir/Observation/open-7").statusCode()).isEqualTo(404);
        LiveGateway.expect(world.gateway.ceremonies.revoke(VICTIM, consent), 200);
    }

    /** Whoever may correct what a care team's entry says of a patient does not say who belongs to it. */
    @Test
    void correctingACareTeamLetsNobodyIn() {
        String owner = world.gateway.member("hospital-team");
        String corrector = world.gateway.member("hospital-corrects");
        world.gateway.ceremonies.grant("hospital-team", VICTIM, toTeams("use"));
        world.gateway.ceremonies.grant("hospital-corrects", VICTIM, toTeams("correct"));
        LiveGateway.expect(world.gateway.put(owner, "/fhir/CareTeam/team", team("doc-team")), 201);
        world.gateway.ceremonies.grant("hospital-team", VICTIM, toGroup("CareTeam/team"));
        String spy = world.gateway.practitioner("spy", "hospital-corrects", "user/*.rs");
        String patch = "[{'op':'replace','path':'/participant/0/member/reference','value':'Practitioner/spy'}]";
        String entry = OpenCases.bundle("transaction", OpenCases.entry("PUT", "CareTeam/team", team("spy")));

        assertThat(world.gateway
                        .put(corrector, "/fhir/CareTeam/team", team("spy"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(world.send(corrector, "PATCH", "/fhir/CareTeam/team", patch).statusCode())
                .isIn(403, 404);
        assertThat(world.gateway.post(corrector, "/fhir", entry).statusCode()).isEqualTo(403);

        assertThat(world.get(spy, "/fhir/Observation/open-7").statusCode()).isEqualTo(404);
        LiveGateway.expect(world.gateway.put(owner, "/fhir/CareTeam/team", team("doc-next")), 200);
        assertThat(world.get(
                                world.gateway.practitioner("doc-next", "hospital-team", "user/*.rs"),
                                "/fhir/Observation/open-7")
                        .statusCode())
                .isEqualTo(200);
    }

    private static String toTeams(String action) {
        return world.provision(
                "'class':[{'code':'CareTeam'}]",
                ",'action':[{'coding':[{'code':'access'}]},{'coding':[{'code':'" + action + "'}]}]");
    }

    private static String team(String practitioner) {
        return "{'resourceType':'CareTeam','id':'team','status':'active','subject':{'reference':'Patient/" + VICTIM
                + "'},'participant':[{'member':{'reference':'Practitioner/" + practitioner + "'}}]}";
    }
}
