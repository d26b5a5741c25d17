package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.live.OpenCases.VICTIM;
import static org.consentry.gateway.live.OpenCases.bundle;
import static org.consentry.gateway.live.OpenCases.entry;
import static org.consentry.gateway.live.OpenCases.resource;

import com.nimbusds.jwt.JWTClaimsSet;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Who belongs to whom decides who gets in, not what a token says of itself: rows ER-09, ER-10, PC-02, ML-06 and ML-08. A
 * practitioner who signed up has an account and nothing else until an organization gives the role; whoever is switched
 * off, by whichever of the three papers, is out at once.
 */
class StandingIT {
    private static OpenCases world;
    private static String operator;
    private static int number;
    private String doctor;
    private String hospital;
    private String token;

    @BeforeAll
    static void startWorld() {
        world = OpenCases.start();
        operator = world.gateway.service("operator", "system/*.cruds");
    }

    @AfterAll
    static void stopWorld() {
        world.close();
    }

    /** A hospital to which the patient opened her observations, and somebody who signed up. */
    @BeforeEach
    void someone() {
        doctor = "newcomer-" + ++number;
        hospital = "house-" + number;
        token = signedUp(doctor, true);
        LiveGateway.expect(
                world.gateway.put(
                        operator, "/fhir/Organization/" + hospital, resource("Organization", organization(true))),
                201);
        world.gateway.ceremonies.grant(hospital, VICTIM, world.provision("Observation"));
    }

    private String organization(boolean active) {
        return "'id':'" + hospital + "','active':" + active + ",'name':'House'";
    }

    /** The token of an account of somebody who registered as a practitioner: it names no organization. */
    private static String signedUp(String id, boolean verified) {
        JWTClaimsSet claims = world.gateway
                .issuer
                .claims(LiveSettings.audience(), "console", "account-" + id, List.of("practitioner"))
                .claim("fhirUser", "Practitioner/" + id)
                .claim("email_verified", verified)
                .claim("scope", "user/*.rs")
                .build();
        return world.gateway.issuer.sign(claims);
    }

    private String role(String id, String more) {
        return resource(
                "PractitionerRole",
                "'id':'" + id + "','practitioner':{'reference':'Practitioner/" + doctor
                        + "'},'organization':{'reference':'Organization/" + hospital + "'}" + more);
    }

    private HttpResponse<String> taken(String more) {
        String practitioner = resource("Practitioner", "'id':'" + doctor + "','name':[{'family':'Newcomer'}]");
        return world.gateway.post(
                world.gateway.member(hospital),
                "/fhir",
                bundle(
                        "transaction",
                        entry("PUT", "Practitioner/" + doctor, practitioner),
                        entry("PUT", "PractitionerRole/role-" + doctor, role("role-" + doctor, more))));
    }

    /** Nor does a colleague let somebody in: PUT, POST and a transaction are one door. */
    @Test
    void aColleagueGivesNoRole() {
        String colleague = world.gateway.practitioner("colleague", hospital, "user/*.cruds");
        String role = role("role-" + doctor, ",'active':true");

        for (HttpResponse<String> answer : List.of(
                world.gateway.put(colleague, "/fhir/PractitionerRole/role-" + doctor, role),
                world.gateway.post(colleague, "/fhir/PractitionerRole", role),
                world.gateway.post(
                        colleague,
                        "/fhir",
                        bundle("transaction", entry("PUT", "PractitionerRole/role-" + doctor, role))))) {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
        }

        assertThat(reads()).isEqualTo(401);
    }

    private int reads() {
        return reads(token);
    }

    private int reads(String as, String... headers) {
        return world.get(as, "/fhir/Observation?patient=" + VICTIM, headers).statusCode();
    }

    @Test
    void anAccountAloneOpensNothing() {
        for (String path : new String[] {
            "/fhir/Observation?patient=" + VICTIM,
            "/fhir/Organization",
            "/fhir/Practitioner?name=x",
            "/fhir/Patient/" + VICTIM,
            "/ledger/entries"
        }) {
            assertThat(world.get(token, path).statusCode()).as(path).isEqualTo(401);
            assertThat(world.get(token, path, "On-Behalf-Of", "Organization/" + hospital)
                            .statusCode())
                    .as(path)
                    .isEqualTo(401);
        }
        assertThat(world.gateway
                        .put(
                                token,
                                "/fhir/PractitionerRole/own-" + doctor,
                                role("own-" + doctor, ""),
                                "On-Behalf-Of",
                                "Organization/" + hospital)
                        .statusCode())
                .isEqualTo(401);
    }

    /** Rows PC-02 and ER-10: whose organization it is approves, and no other. */
    @Test
    void actsForTheOrganizationThatGaveTheRole() {
        assertThat(world.gateway
                        .post(
                                world.stranger(),
                                "/fhir",
                                bundle(
                                        "transaction",
                                        entry(
                                                "PUT",
                                                "PractitionerRole/forged-" + doctor,
                                                role("forged-" + doctor, ""))))
                        .statusCode())
                .isIn(403, 422);
        assertThat(reads()).isEqualTo(401);

        LiveGateway.expect(taken(""), 200);

        assertThat(reads()).isEqualTo(200);
        assertThat(reads(signedUp(doctor, false)))
                .as("without a confirmed address")
                .isEqualTo(401);
        assertThat(reads(token, "On-Behalf-Of", "Organization/hospital-b")).isEqualTo(401);
    }

    @Test
    void saysForWhichOfSeveral() {
        LiveGateway.expect(taken(""), 200);
        LiveGateway.expect(
                world.gateway.put(
                        operator,
                        "/fhir/PractitionerRole/second-" + doctor,
                        role("second-" + doctor, "").replace(hospital, "hospital-b")),
                201);

        assertThat(reads()).isEqualTo(401);
        assertThat(reads(token, "On-Behalf-Of", "Organization/" + hospital)).isEqualTo(200);
    }

    /** Row ER-09: all or nothing, by the authority alone. */
    @Test
    void theAuthorityRegistersAnInstitutionWithItsFirstPractitioner() {
        String fresh = "fresh-" + number;
        String body = bundle(
                "transaction",
                entry("PUT", "Organization/" + fresh, resource("Organization", "'id':'" + fresh + "','name':'New'")),
                entry("PUT", "Practitioner/" + doctor, resource("Practitioner", "'id':'" + doctor + "'")),
                entry(
                        "PUT",
                        "PractitionerRole/first-" + doctor,
                        role("first-" + doctor, "").replace(hospital, fresh)));

        assertThat(world.gateway.post(world.stranger(), "/fhir", body).statusCode())
                .isEqualTo(403);
        assertThat(world.get(operator, "/fhir/Practitioner/" + doctor).statusCode())
                .isEqualTo(404);

        LiveGateway.expect(world.gateway.post(operator, "/fhir", body), 200);
        assertThat(world.get(token, "/fhir/Organization/" + fresh).statusCode()).isEqualTo(200);
    }

    /** Row ML-08. */
    @Test
    void isOutWhenTheRoleIsSwitchedOffOrTakenAway() {
        String bound = world.gateway.practitioner(doctor, hospital, "user/*.rs");
        String member = world.gateway.member(hospital);
        String path = "/fhir/PractitionerRole/role-" + doctor;
        LiveGateway.expect(taken(""), 200);
        assertThat(reads()).isEqualTo(200);
        assertThat(reads(bound)).isEqualTo(200);

        LiveGateway.expect(world.gateway.put(member, path, role("role-" + doctor, ",'active':false")), 200);
        assertThat(reads()).isEqualTo(401);
        assertThat(reads(bound)).isEqualTo(403);

        LiveGateway.expect(world.gateway.put(member, path, role("role-" + doctor, ",'active':true")), 200);
        assertThat(reads(bound)).isEqualTo(200);

        assertThat(world.gateway.delete(member, path).statusCode()).isIn(200, 204);
        assertThat(reads()).isEqualTo(401);
        assertThat(reads(bound)).as("a deleted role is a role that is over").isEqualTo(403);
    }

    @Test
    void isOutWhenTheRolePassesToSomebodyElse() {
        String bound = world.gateway.practitioner(doctor, hospital, "user/*.rs");
        LiveGateway.expect(taken(""), 200);
        String before = doctor;
        String passed = role("role-" + doctor, "");
        doctor = "successor-" + number;
        String to = passed.replace("Practitioner/" + before, "Practitioner/" + doctor);
        LiveGateway.expect(
                world.gateway.post(
                        world.gateway.member(hospital),
                        "/fhir",
                        bundle(
                                "transaction",
                                entry(
                                        "PUT",
                                        "Practitioner/" + doctor,
                                        resource("Practitioner", "'id':'" + doctor + "'")),
                                entry("PUT", "PractitionerRole/role-" + before, to))),
                200);

        assertThat(reads(bound)).isEqualTo(403);
        assertThat(reads(signedUp(doctor, true))).isEqualTo(200);
    }

    @Test
    void aRoleThatBeginsLaterIsNoneYet() {
        String tomorrow = world.gateway.clock.instant().plus(Duration.ofDays(1)).toString();
        LiveGateway.expect(taken(",'period':{'start':'" + tomorrow + "'}"), 200);
        assertThat(reads()).isEqualTo(401);
        assertThat(reads(world.gateway.practitioner(doctor, hospital, "user/*.rs")))
                .isEqualTo(403);

        world.forward(Duration.ofDays(1));

        assertThat(reads()).isEqualTo(200);
    }

    /** Row ML-06: to delete somebody is to switch her off; who does not own the entry switches off nobody of another's. */
    @Test
    void isOutWhenTheDirectorySaysSo() {
        String bound = world.gateway.practitioner(doctor, hospital, "user/*.rs");
        LiveGateway.expect(taken(""), 200);
        String entry = "/fhir/Practitioner/" + doctor;
        String off = resource("Practitioner", "'id':'" + doctor + "','active':false");

        assertThat(world.gateway.put(world.stranger(), entry, off).statusCode()).isIn(403, 404);
        assertThat(reads(bound)).isEqualTo(200);

        LiveGateway.expect(world.gateway.put(world.gateway.member(hospital), entry, off), 200);
        assertThat(reads(bound)).isEqualTo(403);

        LiveGateway.expect(
                world.gateway.put(
                        world.gateway.member(hospital), entry, resource("Practitioner", "'id':'" + doctor + "'")),
                200);
        assertThat(reads(bound)).isEqualTo(200);
    }

    @Test
    void anotherHospitalsEntrySwitchesNobodyOffHere() {
        String claimed = "claimed-" + number;
        String here = world.gateway.practitioner(claimed, hospital, "user/*.rs");
        assertThat(reads(here)).isEqualTo(200);

        LiveGateway.expect(
                world.gateway.put(
                        world.stranger(),
                        "/fhir/Practitioner/" + claimed,
                        resource("Practitioner", "'id':'" + claimed + "','active':false")),
                201);

        assertThat(reads(here)).isEqualTo(200);
    }

    /** Row ML-06: an institution that is no member any more is out with everybody who acts for it. */
    @Test
    void anInstitutionThatIsSwitchedOffIsOut() {
        LiveGateway.expect(taken(""), 200);
        String system = world.gateway.member(hospital);
        assertThat(reads(system)).isEqualTo(200);

        LiveGateway.expect(
                world.gateway.put(
                        operator, "/fhir/Organization/" + hospital, resource("Organization", organization(false))),
                200);

        assertThat(reads(system)).isEqualTo(401);
        assertThat(reads()).isEqualTo(401);
        assertThat(reads(world.gateway.practitioner(doctor, hospital, "user/*.rs")))
                .isEqualTo(401);
        assertThat(world.gateway
                        .put(system, "/fhir/Organization/" + hospital, resource("Organization", organization(true)))
                        .statusCode())
                .isEqualTo(401);

        LiveGateway.expect(
                world.gateway.put(
                        operator, "/fhir/Organization/" + hospital, resource("Organization", organization(true))),
                200);
        assertThat(reads(system)).isEqualTo(200);
    }

    /** An entry that somebody else made first is nobody's word but that of who made it, until the authority writes it. */
    @Test
    void whoMakesAnothersEntryDecidesNothing() {
        String fresh = "fresh-" + number;
        String path = "/fhir/Organization/" + fresh;
        String stranger = world.stranger();
        String named = resource("Organization", "'id':'" + fresh + "','name':'The Ministry','active':%s");
        LiveGateway.expect(world.gateway.put(stranger, path, named.formatted("true")), 201);
        String consent = world.gateway.ceremonies.ask(fresh, VICTIM, world.provision("Observation"));
        assertThat(world.get(world.gateway.patient(VICTIM), "/fhir/Consent/" + consent)
                        .body())
                .contains(fresh)
                .doesNotContain("Ministry");
        LiveGateway.expect(world.gateway.ceremonies.revoke(VICTIM, consent), 200);

        LiveGateway.expect(world.gateway.put(operator, path, named.formatted("false")), 200);
        assertThat(reads(world.gateway.member(fresh))).isEqualTo(401);
        assertThat(world.gateway.put(stranger, path, named.formatted("true")).statusCode())
                .isEqualTo(403);
        assertThat(reads(world.gateway.member(fresh))).isEqualTo(401);

        LiveGateway.expect(world.gateway.put(operator, path, named.formatted("true")), 200);
        assertThat(world.get(world.gateway.member(fresh), "/fhir/Patient").statusCode())
                .isEqualTo(200);
    }
}
