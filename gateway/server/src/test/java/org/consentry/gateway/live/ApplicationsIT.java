package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Institutions, payers and researchers apply; nothing is theirs before the operator said yes. */
class ApplicationsIT {
    private static LiveGateway gateway;
    private static String operator;
    private static String keys;
    private static int number;
    private String person = "";
    private String id = "";

    @BeforeAll
    static void start() throws JOSEException {
        gateway = LiveGateway.start();
        operator = gateway.service("operator", "system/*.cruds");
        keys = new JWKSet(new ECKeyGenerator(Curve.P_384).keyID("k").generate().toPublicJWK()).toString();
        LiveGateway.expect(
                gateway.put(
                        gateway.member("hospital-a"),
                        "/fhir/Organization/hospital-a",
                        "{'resourceType':'Organization','id':'hospital-a','name':'A'}"),
                201);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void somebody() {
        person = gateway.patient("person-" + ++number);
        id = "clinic-" + number;
    }

    private static HttpResponse<String> apply(String token, String kind, String id, String name, String jwks) {
        return apply(
                token,
                "{\"kind\":\"" + kind + "\",\"id\":\"" + id + "\",\"name\":\"" + name + "\",\"jwks\":" + jwks + "}");
    }

    private static HttpResponse<String> apply(String token, String body) {
        return gateway.send(gateway.request(token, "/applications")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> decide(String token, String application, String how) {
        return gateway.send(gateway.request(token, "/operator/applications/" + application + "/" + how)
                .POST(HttpRequest.BodyPublishers.noBody()));
    }

    private static String application(HttpResponse<String> answer) {
        return LiveGateway.expect(answer, 201).path("application").asString("");
    }

    @TestFactory
    Stream<DynamicTest> onlyAPersonWithAVerifiedAddressApplies() {
        String unverified = gateway.issuer.sign(gateway.issuer
                .claims(LiveSettings.audience(), "portal", "account-u", List.of("patient"))
                .claim("fhirUser", "Patient/u")
                .claim("email_verified", false)
                .build());
        return Stream.of(
                        "",
                        unverified,
                        gateway.member("hospital-a"),
                        gateway.app("p", "patient/*.cruds"),
                        gateway.proxy("nobody"),
                        gateway.service("analyst", "system/*.cruds"),
                        operator)
                .map(token -> DynamicTest.dynamicTest(
                        "caller", () -> assertThat(apply(token, "institution", "clinic-z", "Z", keys)
                                        .statusCode())
                                .isIn(401, 403)));
    }

    @TestFactory
    Stream<DynamicTest> takesNoNameOrIdOrKeyThatIsSomethingElse() throws JOSEException {
        String secret = new JWKSet(new ECKeyGenerator(Curve.P_384).generate()).toString(false);
        String symmetric = new JWKSet(new OctetSequenceKey.Builder(new byte[32]).build()).toString(false);
        return Stream.of(
                        new String[] {"hospital", "clinic-x", "X", keys},
                        new String[] {"institution", "authority", "X", keys},
                        new String[] {"institution", "Clinic X", "X", keys},
                        new String[] {"institution", "../operator", "X", keys},
                        new String[] {"institution", "clinic-x", "<script>alert(1)</script>", keys},
                        new String[] {"institution", "clinic-x", "X\\u202e", keys},
                        new String[] {"institution", "clinic-x", "", keys},
                        new String[] {"institution", "clinic-x", "X", secret},
                        new String[] {"institution", "clinic-x", "X", symmetric},
                        new String[] {"institution", "clinic-x", "X", "{\"keys\":[]}"},
                        new String[] {"institution", "clinic-x", "X", "\"none\""})
                .map(it -> DynamicTest.dynamicTest(it[0] + " " + it[1] + " " + it[2], () -> assertThat(
                                apply(person, it[0], it[1], it[2], it[3]).statusCode())
                        .isIn(400, 422)));
    }

    @Test
    void opensNothingBeforeAYes() {
        String application = application(apply(person, "institution", id, "Clinic " + number, keys));

        assertThat(gateway.get(person, "/fhir/Organization/" + id).statusCode()).isEqualTo(404);
        assertThat(gateway.get(person, "/applications").body()).contains("pending", id);
        assertThat(gateway.get(gateway.patient("somebody-else"), "/applications")
                        .body())
                .isEqualTo("[]");
        for (String other : List.of("", person, gateway.member("hospital-a"), gateway.service("auditor", ""))) {
            assertThat(decide(other, application, "$approve").statusCode()).isIn(401, 403);
            assertThat(gateway.get(other, "/operator/applications").statusCode())
                    .isIn(401, 403);
        }
        assertThat(gateway.get(person, "/fhir/Organization/" + id).statusCode()).isEqualTo(404);
    }

    @Test
    void givesAnIdOnceAndHearsAPersonOnceAtATime() {
        assertThat(apply(person, "institution", "hospital-a", "A", keys).statusCode())
                .isEqualTo(409);
        String first = application(apply(person, "institution", id, "Clinic", keys));
        assertThat(apply(person, "payer", id + "-b", "Payer", keys).statusCode())
                .isEqualTo(409);
        String rival = application(apply(gateway.patient("rival-" + number), "institution", id, "Clinic", keys));

        LiveGateway.expect(decide(operator, first, "$approve"), 200);
        LiveGateway.expect(decide(operator, first, "$approve"), 200);

        assertThat(decide(operator, first, "$refuse").statusCode()).isEqualTo(409);
        assertThat(decide(operator, rival, "$approve").statusCode()).isEqualTo(409);
        LiveGateway.expect(decide(operator, rival, "$refuse"), 200);
        assertThat(gateway.get(person, "/fhir/Organization/" + id + "/_history").body())
                .contains("\"total\":1");
        assertThat(decide(operator, "nothing", "$approve").statusCode()).isEqualTo(404);
    }

    @Test
    void entersInstitutionsAndPayersAndNoResearchers() {
        String payer = application(apply(person, "payer", id, "Payer " + number, keys));
        String listed = gateway.get(operator, "/operator/applications").body();
        assertThat(listed).contains(payer, "account-person-" + number, "P-384").doesNotContain("\"d\"");

        LiveGateway.expect(decide(operator, payer, "$approve"), 200);

        assertThat(gateway.get(gateway.member("hospital-a"), "/fhir/Organization/" + id)
                        .body())
                .contains("\"pay\"", "Payer " + number);
        assertThat(gateway.get(person, "/applications").body()).contains("approved");

        String team = "team-" + number;
        String research = application(apply(gateway.patient("researcher-" + number), "researcher", team, "Team", keys));
        LiveGateway.expect(decide(operator, research, "$approve"), 200);
        assertThat(gateway.get(gateway.member("hospital-a"), "/fhir/Organization/" + team)
                        .statusCode())
                .isEqualTo(404);
        assertThat(apply(gateway.patient("late-" + number), "researcher", team, "Team", keys)
                        .statusCode())
                .isEqualTo(409);
    }
}
