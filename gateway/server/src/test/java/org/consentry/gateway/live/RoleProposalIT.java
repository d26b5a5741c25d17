package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An organization gives roles of its own, at once or by an offer that the practitioner takes: rows ER-10 and ER-11. */
class RoleProposalIT {
    private static final String NOTHING = "{'resourceType':'Parameters','parameter':[]}";
    private static OpenCases world;

    @BeforeAll
    static void start() {
        world = OpenCases.start();
        for (String id : new String[] {"doc-r", "other-r"}) {
            world.store(world.gateway.member("hospital-a"), "Practitioner", id, "'name':[{'family':'Doc'}]");
        }
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static String role(String organization) {
        return "{'resourceType':'PractitionerRole','active':true,'practitioner':{'reference':'Practitioner/doc-r'},"
                + "'organization':{'reference':'Organization/" + organization + "'}}";
    }

    private static String task(String practitioner, String role, String more) {
        return "{'resourceType':'Task','status':'requested','intent':'proposal','code':{'coding':[{'system':'https://consentry.org/fhir/CodeSystem/task','code':'role-change'}]},"
                + "'for':{'reference':'" + practitioner
                + "'},'input':[{'type':{'text':'role'},'valueCodeableConcept':{'coding':[{'system':'urn:roles','code':'"
                + role + "'}]}}]" + more + "}";
    }

    private static HttpResponse<String> propose(String token, String task) {
        return world.gateway.post(token, "/fhir/Task", task);
    }

    private static String offered(String role) {
        return LiveGateway.expect(
                        propose(world.gateway.member("hospital-b"), task("Practitioner/doc-r", role, "")), 201)
                .path("id")
                .asString("");
    }

    private static String doctor(String id, String organization) {
        return world.gateway.practitioner(id, organization, "user/*.cruds");
    }

    private static HttpResponse<String> answer(String token, String task, String how) {
        return world.gateway.post(token, "/fhir/Task/" + task + "/$" + how, NOTHING);
    }

    private static String roles(String code) {
        return world.get(world.gateway.member("hospital-b"), "/fhir/PractitionerRole?role=urn:roles%7C" + code)
                .body();
    }

    @Test
    void refusesARoleInAnotherMembersOrganization() {
        String b = world.gateway.member("hospital-b");

        assertThat(world.gateway
                        .post(b, "/fhir/PractitionerRole", role("hospital-a"))
                        .statusCode())
                .isEqualTo(403);
        LiveGateway.expect(
                world.gateway.put(
                        b, "/fhir/PractitionerRole/own-r", role("hospital-b").replaceFirst("\\{", "{'id':'own-r',")),
                201);
        assertThat(world.gateway
                        .put(
                                b,
                                "/fhir/PractitionerRole/own-r",
                                role("hospital-a").replaceFirst("\\{", "{'id':'own-r',"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(world.gateway
                        .post(
                                b,
                                "/fhir",
                                OpenCases.bundle(
                                        "transaction", OpenCases.entry("POST", "PractitionerRole", role("hospital-a"))))
                        .statusCode())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({"Patient/victim-7,nurse", "Practitioner/nobody,nurse", "Practitioner/doc-r,''", "'',nurse"})
    void refusesAnOfferThatCouldNotBeTaken(String practitioner, String role) {
        assertThat(propose(world.gateway.member("hospital-b"), task(practitioner, role, ""))
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void refusesOffersOfWhoActsForNoOrganization() {
        assertThat(propose(world.gateway.patient(OpenCases.VICTIM), task("Practitioner/doc-r", "x", ""))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void letsNobodyElseAnswer() {
        String task = offered("guarded");

        for (String how : new String[] {"accept", "reject"}) {
            assertThat(answer(doctor("other-r", "hospital-b"), task, how).statusCode())
                    .isEqualTo(403);
            assertThat(answer(doctor("doc-r", "hospital-b"), "unknown-task", how)
                            .statusCode())
                    .isEqualTo(403);
            assertThat(answer(world.gateway.member("hospital-b"), task, how).statusCode())
                    .isEqualTo(403);
            assertThat(answer(world.gateway.patient(OpenCases.VICTIM), task, how)
                            .statusCode())
                    .isIn(403, 404);
        }
        assertThat(roles("guarded")).contains("\"total\":0");
    }

    @Test
    void givesTheRoleThatIsStoredInTheOrganizationThatAsked() {
        String more =
                ",'requester':{'reference':'Organization/hospital-a'},'owner':{'reference':'Practitioner/other-r'},"
                        + "'restriction':{'period':{'end':'2099-01-01'}}";
        String task = LiveGateway.expect(
                        propose(world.gateway.member("hospital-b"), task("Practitioner/doc-r", "surgeon", more)), 201)
                .path("id")
                .asString("");
        String other = "{'resourceType':'Parameters','parameter':[{'name':'role','valueCode':'admin'},"
                + "{'name':'organization','valueReference':{'reference':'Organization/hospital-a'}}]}";

        HttpResponse<String> answer =
                world.gateway.post(doctor("doc-r", "hospital-b"), "/fhir/Task/" + task + "/$accept", other);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("completed", "PractitionerRole/");
        assertThat(roles("surgeon"))
                .contains("\"total\":1", "Organization/hospital-b", "Practitioner/doc-r", "\"active\":true")
                .doesNotContain("hospital-a");
        assertThat(roles("admin")).contains("\"total\":0");
        assertThat(answer(doctor("doc-r", "hospital-b"), task, "accept").statusCode())
                .isEqualTo(409);
    }

    @Test
    void givesNothingWhenTheOfferIsRejectedOrItsDayIsOver() {
        String rejected = offered("rejected");
        LiveGateway.expect(answer(doctor("doc-r", "hospital-b"), rejected, "reject"), 200);
        String late = offered("late");
        world.forward(Duration.ofHours(24));

        assertThat(answer(doctor("doc-r", "hospital-b"), rejected, "accept").statusCode())
                .isEqualTo(409);
        assertThat(answer(doctor("doc-r", "hospital-b"), late, "accept").statusCode())
                .isEqualTo(422);
        assertThat(roles("late")).contains("\"total\":0");
        assertThat(roles("rejected")).contains("\"total\":0");
    }

    @Test
    void givesNoRoleInAnOrganizationThatAForgedTaskNames() {
        String forged = task(
                        "Practitioner/doc-r",
                        "forged",
                        ",'requester':{'reference':'Organization/hospital-a'},"
                                + "'restriction':{'period':{'end':'2099-01-01T00:00:00Z'}}")
                .replaceFirst("\\{", "{'id':'forged-r',");
        world.gateway.put(world.gateway.member("hospital-b"), "/fhir/Task/forged-r", forged);

        answer(doctor("doc-r", "hospital-a"), "forged-r", "accept");

        assertThat(roles("forged")).doesNotContain("Organization/hospital-a");
    }
}
