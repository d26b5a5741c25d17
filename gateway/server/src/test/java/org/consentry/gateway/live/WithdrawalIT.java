package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.live.OpenCases.OTHER;
import static org.consentry.gateway.live.OpenCases.VICTIM;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who asked takes the request back: it alone, before the answer, and without learning whether somebody was asked. */
class WithdrawalIT {
    private static OpenCases world;
    private static int number;
    private String member = "";

    @BeforeAll
    static void start() {
        world = OpenCases.start();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private String ask() {
        member = "hospital-w" + ++number;
        return world.gateway.ceremonies.ask(member, VICTIM, world.provision("Observation"));
    }

    private static HttpResponse<String> withdraw(String token, String consent) {
        return world.gateway.post(token, "/fhir/Consent/" + consent + "/$withdraw", "{'resourceType':'Parameters'}");
    }

    @Test
    void isNobodyElsesToTakeBack() {
        String consent = ask();
        for (String other : List.of(
                world.stranger(),
                world.gateway.member(member, "system/*.rs"),
                world.gateway.practitioner("doc", "hospital-s", "user/*.cruds"),
                world.gateway.patient(VICTIM),
                world.gateway.patient(OTHER),
                world.gateway.app(VICTIM, "patient/*.cruds"),
                world.gateway.service("operator", "system/*.cruds"),
                world.gateway.service("analyst", "system/*.cruds"))) {
            assertThat(withdraw(other, consent).statusCode()).isIn(403, 404);
        }
        assertThat(withdraw("", consent).statusCode()).isEqualTo(401);

        assertThat(world.status("Consent/" + consent)).isEqualTo("proposed");
    }

    @Test
    void opensNothingToAYesThatIsOnItsWay() {
        String consent = ask();
        Ceremonies.Begun begun = world.gateway.ceremonies.begin(VICTIM, consent);
        StandInIssuer.Answer yes = world.gateway.issuer.yes(URI.create(begun.screen()), "account-" + VICTIM);

        LiveGateway.expect(withdraw(world.gateway.member(member), consent), 200);

        world.gateway.send(world.gateway
                .request("", "/consent/callback?state=" + yes.state() + "&code=" + yes.code(), "Cookie", begun.cookie())
                .GET());
        assertThat(world.gateway.ceremonies.completed(VICTIM, consent).statusCode())
                .isIn(404, 409, 412, 422);
        assertThat(world.gateway.ceremonies.departure(VICTIM, consent, "").statusCode())
                .isEqualTo(409);
        assertThat(world.status("Consent/" + consent)).isEqualTo("inactive");
        assertThat(world.get(world.gateway.member(member), "/fhir/Observation?patient=" + VICTIM)
                        .body())
                .contains("\"total\":0");
    }

    @Test
    void isToldToThePatientAndKept() {
        String consent = ask();
        String asker = world.gateway.practitioner("asker", member, "user/*.cruds");

        assertThat(LiveGateway.expect(withdraw(asker, consent), 200)
                        .path("status")
                        .asString(""))
                .isEqualTo("inactive");
        assertThat(withdraw(asker, consent).statusCode()).isEqualTo(200);

        String herself = world.gateway.patient(VICTIM);
        assertThat(world.get(herself, "/fhir/Task?focus=Consent/" + consent).body())
                .contains("\"cancelled\"");
        assertThat(world.get(herself, "/fhir/AuditEvent?patient=" + VICTIM + "&_count=1000")
                        .body())
                .contains("consent-withdraw");
        assertThat(entries()).isPositive();
        assertThat(events(VICTIM)).isPositive();
        assertThat(world.get(herself, "/ledger/entries?kind=consent-withdrawn").body())
                .contains("consent-withdrawn");
        assertThat(world.gateway.ceremonies.ask(member, VICTIM, world.provision("Observation")))
                .isNotEqualTo(consent);
    }

    @Test
    void isTooLateAfterAnAnswer() {
        String granted = ask();
        world.gateway.ceremonies.approve(VICTIM, granted);
        assertThat(withdraw(world.gateway.member(member), granted).statusCode()).isEqualTo(409);
        assertThat(world.status("Consent/" + granted)).isEqualTo("active");

        String refused = ask();
        LiveGateway.expect(
                world.gateway.post(
                        world.gateway.patient(VICTIM),
                        "/fhir/Consent/" + refused + "/$refuse",
                        "{'resourceType':'Parameters','parameter':[]}"),
                200);
        LiveGateway.expect(withdraw(world.gateway.member(member), refused), 200);
        assertThat(world.status("Consent/" + refused)).isEqualTo("rejected");
    }

    /** A request by number is answered, logged and told to its member alike, whether or not there is somebody. */
    @Test
    void tellsNothingOfWhetherSomebodyWasAsked() {
        member = "hospital-n";
        String asker = world.gateway.member(member);
        List<String> requests = Stream.of("mrn-7", "mrn-8")
                .map(mrn -> LiveGateway.expect(
                                world.gateway.post(
                                        asker,
                                        "/fhir/Consent",
                                        "{'resourceType':'Consent','status':'proposed','patient':{'identifier':{'system':"
                                                + "'urn:mrn','value':'" + mrn + "'}},'provision':"
                                                + world.provision("Observation") + "}"),
                                201)
                        .path("id")
                        .asString(""))
                .toList();
        String herself = world.gateway.patient(VICTIM);
        String hers = world.gateway
                .ids(herself, "Consent?patient=" + VICTIM + "&status=proposed&organization=Organization/" + member)
                .getFirst();
        assertThat(withdraw(asker, hers).statusCode()).isEqualTo(404);
        long before = entries();
        long told = toldMember();

        List<String> answers =
                requests.stream().map(id -> shape(withdraw(asker, id), id)).toList();

        assertThat(answers.getFirst()).startsWith("200").isEqualTo(answers.getLast());
        assertThat(entries()).isEqualTo(before + 2);
        assertThat(toldMember()).isEqualTo(told + 2);
        assertThat(world.status("Consent/" + hers)).isEqualTo("inactive");
        assertThat(world.get(herself, "/fhir/Task?focus=Consent/" + hers).body())
                .contains("\"cancelled\"");
    }

    private static String shape(HttpResponse<String> answer, String id) {
        return (answer.statusCode() + answer.body())
                .replace(id, "ID")
                .replaceAll("mrn-\\d", "MRN")
                .replaceAll("[0-9a-f]{64}", "HASH")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME");
    }

    private static long entries() {
        return count("SELECT count(*) FROM proof_commitment WHERE kind = 15");
    }

    private static long events(String patient) {
        return count(
                "SELECT count(*) FROM event WHERE kind = 'consent-withdrawn' AND recipient LIKE '%" + patient + "'");
    }

    private long toldMember() {
        return count(
                "SELECT count(*) FROM event WHERE kind = 'consent-withdrawn' AND recipient LIKE '%" + member + "'");
    }

    private static long count(String sql) {
        return world.gateway.bean(JdbcClient.class).sql(sql).query(Long.class).single();
    }
}
