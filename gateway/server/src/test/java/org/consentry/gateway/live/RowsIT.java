package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.live.OpenCases.OTHER;
import static org.consentry.gateway.live.OpenCases.VICTIM;
import static org.consentry.gateway.live.OpenCases.resource;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What patients and practitioners do every day with what others have granted: a row of the acceptance list each. */
class RowsIT {
    private static final String NOTHING = "{'resourceType':'Parameters'}";
    private static OpenCases world;

    @BeforeAll
    static void start() {
        world = OpenCases.start();
        String b = world.gateway.member("hospital-b");
        LiveGateway.expect(
                world.gateway.put(
                        world.gateway.service("operator", "system/*.cruds"),
                        "/fhir/Organization/hospital-b",
                        resource("Organization", "'id':'hospital-b','name':'Lakeside'")),
                201);
        world.store(b, "Practitioner", "doc-rows", "'name':[{'family':'Rowe'}]");
        world.store(
                b,
                "PractitionerRole",
                "role-rows",
                "'practitioner':{'reference':'Practitioner/doc-rows'},'organization':{'reference':"
                        + "'Organization/hospital-b'}");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    /** Rows ER-08 and ML-07. */
    @Test
    void aPractitionerFindsTheOwnRolesAndTheirOrganization() {
        String doctor = world.gateway.practitioner("doc-rows", "hospital-b", "user/*.rs");

        assertThat(world.get(
                                doctor,
                                "/fhir/PractitionerRole?practitioner=Practitioner/doc-rows"
                                        + "&_include=PractitionerRole:organization")
                        .body())
                .contains("role-rows", "Lakeside");
    }

    /** Row ER-13: the directory for everybody who is signed in, patients by an exact number and only for who treats them. */
    @Test
    void theDirectoryIsSearchedAndPatientsAreNot() {
        assertThat(world.get("", "/fhir/Practitioner?name=Rowe").statusCode()).isEqualTo(401);
        assertThat(world.get(world.gateway.patient(OTHER), "/fhir/Practitioner?name=Rowe")
                        .body())
                .contains("doc-rows");
        assertThat(world.get(world.stranger(), "/fhir/Organization?name=Lakeside")
                        .body())
                .contains("hospital-b");
        for (String query : List.of("family=secret", "identifier=urn:mrn%7Cmrn-7", "name:contains=mark")) {
            assertThat(world.get(world.stranger(), "/fhir/Patient?" + query).body())
                    .contains("\"total\":0");
        }
        assertThat(world.get(world.gateway.member("hospital-a"), "/fhir/Patient?identifier=urn:mrn%7Cmrn-7")
                        .body())
                .contains("\"total\":1");
    }

    /** Rows ML-02, ML-03 and PC-20: one truth, which both directions tell alike after every change. */
    @Test
    void bothSidesListTheSameAfterEveryGrantAndRevocation() {
        String member = world.gateway.member("hospital-list");
        Supplier<List<String>> hers = () -> world.gateway.ids(
                world.gateway.patient(VICTIM),
                "Consent?patient=" + VICTIM + "&status=active&organization=hospital-list");
        Supplier<List<String>> theirs = () -> world.gateway.ids(member, "Consent?status=active");
        assertThat(hers.get()).isEqualTo(theirs.get()).isEmpty();

        String one = world.gateway.ceremonies.grant("hospital-list", VICTIM, world.provision("Observation"));
        String two = world.gateway.ceremonies.grant("hospital-list", OTHER, world.provision("Observation"));
        assertThat(hers.get()).containsExactly(one);
        assertThat(theirs.get()).containsExactlyInAnyOrder(one, two);

        LiveGateway.expect(world.gateway.ceremonies.revoke(VICTIM, one), 200);
        assertThat(hers.get()).isEmpty();
        assertThat(theirs.get()).containsExactly(two);
    }

    /** Row ML-04: asking again for the same is the same request. */
    @Test
    void askingTwiceIsAskingOnce() {
        String provision = world.provision("Observation");

        String first = world.gateway.ceremonies.ask("hospital-twice", VICTIM, provision);
        HttpResponse<String> again = world.gateway.post(
                world.gateway.member("hospital-twice"),
                "/fhir/Consent",
                resource(
                        "Consent",
                        "'status':'proposed','patient':{'reference':'Patient/" + VICTIM + "'},'provision':"
                                + provision));

        assertThat(again.statusCode()).isIn(200, 201);
        assertThat(again.body()).contains("\"" + first + "\"");
    }

    /** Row ER-36: an answer without a request is none, whoever gives it. */
    @Test
    void nothingBecomesActiveWithoutARequest() {
        for (String token : List.of(
                world.gateway.patient(VICTIM),
                world.gateway.member("hospital-b"),
                world.gateway.member("hospital-a"))) {
            assertThat(world.gateway
                            .post(token, "/fhir/Consent/never-asked/$complete", NOTHING)
                            .statusCode())
                    .isIn(400, 403, 404);
            assertThat(world.gateway
                            .put(
                                    token,
                                    "/fhir/Consent/never-asked",
                                    resource(
                                            "Consent",
                                            "'id':'never-asked','status':'active','patient':{'reference':'Patient/"
                                                    + VICTIM + "'}"))
                            .statusCode())
                    .isIn(403, 405, 422);
        }
    }

    /** Row MR-05: either side ends it; a reader gives up its own access and nobody else's. */
    @Test
    void aReaderGivesItsAccessUp() {
        String consent = world.gateway.ceremonies.grant("hospital-leaves", VICTIM, world.provision("Observation"));
        String path = "/fhir/Consent/" + consent + "/$relinquish";
        String reader = world.gateway.member("hospital-leaves");

        for (String other : List.of(
                world.gateway.member("hospital-b"),
                world.stranger(),
                world.gateway.patient(OTHER),
                world.gateway.patient(VICTIM),
                world.gateway.service("operator", "system/*.cruds"),
                world.gateway.member("hospital-leaves", "system/Observation.cruds"))) {
            assertThat(world.gateway.post(other, path, NOTHING).statusCode()).isIn(403, 404);
        }
        assertThat(world.get(reader, "/fhir/Observation?patient=" + VICTIM).statusCode())
                .isEqualTo(200);

        LiveGateway.expect(world.gateway.post(reader, path, NOTHING), 200);

        assertThat(world.get(reader, "/fhir/Observation?patient=" + VICTIM).statusCode())
                .isEqualTo(403);
        assertThat(world.status("Consent/" + consent)).isEqualTo("inactive");
        LiveGateway.expect(world.gateway.post(reader, path, NOTHING), 200);
    }
}
