package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.live.OpenCases.VICTIM;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Custodians act for a patient, each can be switched on and off: row MR-03. */
class ProxyIT {
    private static OpenCases world;
    private static int number;

    private String person = "";

    @BeforeAll
    static void start() {
        world = OpenCases.start();
        String a = world.gateway.member("hospital-a");
        world.store(
                a,
                "Observation",
                "restricted-7",
                OpenCases.observation(VICTIM).replace(OpenCases.SECRET, "restricted-marker")
                        + ",'meta':{'security':[{'system':'http://terminology.hl7.org/CodeSystem/v3-Confidentiality','code':'R'}]}");
        world.store(
                a,
                "Observation",
                "hiv-7",
                OpenCases.observation(VICTIM).replace(OpenCases.SECRET, "restricted-marker")
                        + ",'meta':{'security':[{'system':'http://terminology.hl7.org/CodeSystem/v3-ActCode','code':'HIV'}]}");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @BeforeEach
    void relative() {
        person = "rel-" + ++number;
        related(VICTIM, "");
    }

    private void related(String patient, String more) {
        world.store(
                world.gateway.member("hospital-a"),
                "RelatedPerson",
                person,
                "'patient':{'reference':'Patient/" + patient + "'}" + more);
    }

    private HttpResponse<String> name(String token, String patient, String... parameters) {
        StringBuilder body = new StringBuilder(
                "{'resourceType':'Parameters','parameter':[{'name':'relatedPerson','valueString':'" + person + "'}");
        for (int i = 0; i < parameters.length; i += 2) {
            body.append(",{'name':'")
                    .append(parameters[i])
                    .append("','valueString':'")
                    .append(parameters[i + 1])
                    .append("'}");
        }
        return world.gateway.post(token, "/fhir/Patient/" + patient + "/$proxy", body + "]}");
    }

    private int reads() {
        return world.get(world.gateway.proxy(person), "/fhir/Observation/open-7")
                .statusCode();
    }

    @Test
    void nobodyActsForAPatientWhoDidNotSaySo() {
        assertThat(reads()).isEqualTo(401);
        for (String token : new String[] {
            world.gateway.member("hospital-a"),
            world.stranger(),
            world.gateway.patient(OpenCases.OTHER),
            world.gateway.proxy(person),
            world.gateway.app(VICTIM, "patient/*.rs"),
            world.gateway.service("operator", "system/*.cruds"),
            world.gateway.service("auditor", "system/*.rs")
        }) {
            assertThat(name(token, VICTIM).statusCode()).isIn(401, 403);
        }
        assertThat(reads()).isEqualTo(401);
    }

    @Test
    void readsTheRecordButNotWhatIsConfidential() {
        LiveGateway.expect(name(world.gateway.patient(VICTIM), VICTIM), 200);
        String proxy = world.gateway.proxy(person);

        assertThat(reads()).isEqualTo(200);
        assertThat(world.get(proxy, "/fhir/Observation?patient=" + VICTIM).body())
                .contains("open-7")
                .doesNotContain("restricted-marker");
        assertThat(world.get(proxy, "/fhir/Patient/" + VICTIM + "/$everything").body())
                .contains("open-7")
                .doesNotContain("restricted-marker");
        assertThat(world.get(proxy, "/fhir/Observation/restricted-7").statusCode())
                .isEqualTo(404);
        assertThat(world.get(proxy, "/fhir/Observation/hiv-7/_history").statusCode())
                .isEqualTo(404);
        assertThat(world.get(proxy, "/fhir/Observation?patient=" + OpenCases.OTHER)
                        .body())
                .contains("\"total\":0");
        assertThat(world.get(world.gateway.patient(VICTIM), "/fhir/AuditEvent?patient=" + VICTIM + "&_count=1000")
                        .body())
                .contains("RelatedPerson/" + person);
    }

    @Test
    void isSwitchedOffAndOnAndEndsByItself() {
        String herself = world.gateway.patient(VICTIM);
        String end = world.gateway
                .clock
                .instant()
                .plus(Duration.ofHours(1))
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        LiveGateway.expect(name(herself, VICTIM, "until", end), 200);
        assertThat(reads()).isEqualTo(200);

        LiveGateway.expect(name(herself, VICTIM, "until", end, "suspended", "true"), 200);
        assertThat(reads()).isEqualTo(401);
        LiveGateway.expect(name(herself, VICTIM, "until", end, "suspended", "false"), 200);
        assertThat(reads()).isEqualTo(200);

        world.forward(Duration.ofHours(1));
        assertThat(reads()).isEqualTo(401);
    }

    @Test
    void endsWithTheRelatedPerson() {
        LiveGateway.expect(name(world.gateway.patient(VICTIM), VICTIM), 200);
        assertThat(reads()).isEqualTo(200);

        LiveGateway.expect(
                world.gateway.put(
                        world.gateway.member("hospital-a"),
                        "/fhir/RelatedPerson/" + person,
                        "{'resourceType':'RelatedPerson','id':'" + person
                                + "','active':false,'patient':{'reference':'Patient/" + VICTIM + "'}}"),
                200);

        assertThat(reads()).isEqualTo(401);
    }

    @Test
    void answersInThePatientsPlaceUnderItsOwnName() {
        LiveGateway.expect(name(world.gateway.patient(VICTIM), VICTIM), 200);
        String asked = world.gateway.ceremonies.ask("hospital-m" + person, VICTIM, world.provision("Observation"));
        String proxy = world.gateway.proxy(person);

        assertThat(world.get(proxy, "/fhir/Consent/" + asked).body()).contains("proposed");
        LiveGateway.expect(
                world.gateway.post(proxy, "/fhir/Consent/" + asked + "/$authorize", "{'resourceType':'Parameters'}"),
                200);
        LiveGateway.expect(
                world.gateway.post(proxy, "/fhir/Consent/" + asked + "/$refuse", "{'resourceType':'Parameters'}"), 200);

        assertThat(world.get(proxy, "/fhir/Consent/" + asked).body()).contains("rejected");
        assertThat(world.get(
                                world.gateway.patient(VICTIM),
                                "/fhir/AuditEvent?patient=" + VICTIM + "&_sort=-_lastUpdated&_count=5")
                        .body())
                .contains("RelatedPerson/" + person);
    }

    @Test
    void namesNoOtherProxy() {
        LiveGateway.expect(name(world.gateway.patient(VICTIM), VICTIM), 200);
        String proxy = world.gateway.proxy(person);
        relative();

        assertThat(name(proxy, VICTIM).statusCode()).isEqualTo(403);
    }

    @Test
    void isAPersonOfThatRecord() {
        String herself = world.gateway.patient(VICTIM);
        person = "rel-other-" + ++number;
        related(OpenCases.OTHER, "");
        assertThat(name(herself, VICTIM).statusCode()).isEqualTo(422);
        person = "rel-nobody";
        assertThat(name(herself, VICTIM).statusCode()).isEqualTo(422);
    }

    /** The authority lets a parent act for a child, until the child comes of age: asked with every request. */
    @Test
    void endsWhenTheChildComesOfAge() {
        String operator = world.gateway.service("operator", "system/*.cruds");
        String child = "child-" + number;
        String born = world.gateway
                .clock
                .instant()
                .atZone(java.time.ZoneOffset.UTC)
                .toLocalDate()
                .minusYears(18)
                .plusDays(2)
                .toString();
        String a = world.gateway.member("hospital-a");
        world.store(a, "Patient", child, "'birthDate':'" + born + "'");
        world.store(a, "Observation", "o-" + child, OpenCases.observation(child));
        person = "parent-" + number;
        related(child, "");
        LiveGateway.expect(name(operator, child), 200);
        String parent = world.gateway.proxy(person);
        assertThat(world.get(parent, "/fhir/Observation/o-" + child).statusCode())
                .isEqualTo(200);

        world.forward(Duration.ofDays(2));

        assertThat(world.get(parent, "/fhir/Observation/o-" + child).statusCode())
                .isEqualTo(401);
        assertThat(name(operator, child).statusCode()).isEqualTo(403);
    }
}
