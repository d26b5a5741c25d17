package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.live.OpenCases.OTHER;
import static org.consentry.gateway.live.OpenCases.VICTIM;
import static org.consentry.gateway.live.OpenCases.refused;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Nothing but the patient's own fresh yes makes a consent: the paragraph "Ceremony" of the open security cases. */
class CeremonyCasesIT {
    private static final String NOTHING = "{'resourceType':'Parameters','parameter':[]}";
    private static OpenCases world;
    private static String member;
    private static int number;

    @BeforeAll
    static void start() {
        world = OpenCases.start();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    /** A request of a member that has no other. */
    private static String ask() {
        member = "hospital-x" + ++number;
        return world.gateway.ceremonies.ask(member, VICTIM, world.provision("Observation"));
    }

    private static HttpResponse<String> land(String query, String cookie) {
        return world.gateway.send(world.gateway
                .request(
                        "",
                        "/consent/callback?" + query,
                        cookie.isEmpty() ? new String[0] : new String[] {"Cookie", cookie})
                .GET());
    }

    private static String landed(Ceremonies.Begun begun, StandInIssuer.Answer yes) {
        return land("state=" + yes.state() + "&code=" + yes.code(), begun.cookie())
                .headers()
                .firstValue("Location")
                .orElse("");
    }

    private static StandInIssuer.Answer yes(Ceremonies.Begun begun) {
        return world.gateway.issuer.yes(URI.create(begun.screen()), "account-" + VICTIM);
    }

    private static void isNoConsent(String consent) {
        HttpResponse<String> complete = world.gateway.ceremonies.completed(VICTIM, consent);
        assertThat(complete.statusCode()).as(complete.body()).isIn(409, 422, 404);
        assertThat(world.status("Consent/" + consent)).isNotEqualTo("active");
        assertThat(world.get(world.gateway.member(member), "/fhir/Observation?patient=" + VICTIM)
                        .body())
                .contains("\"total\":0");
    }

    /** Row ER-35: the requester learns that it was not granted, without a reason; the patient keeps a trace. */
    @Test
    void aNoOnTheScreenIsANo() {
        String consent = ask();
        Ceremonies.Begun begun = world.gateway.ceremonies.begin(VICTIM, consent);

        HttpResponse<String> landed = land("state=" + yes(begun).state() + "&error=access_denied", begun.cookie());

        assertThat(landed.headers().firstValue("Location").orElse("")).endsWith("outcome=refused");
        assertThat(world.status("Consent/" + consent)).isEqualTo("rejected");
        String told = world.get(world.gateway.member(member), "/fhir/Consent/" + consent)
                .body();
        assertThat(told).contains("rejected").doesNotContain("reason");
        assertThat(world.get(world.gateway.patient(VICTIM), "/fhir/AuditEvent?patient=" + VICTIM + "&_count=1000")
                        .body())
                .contains("consent-refuse");
        isNoConsent(consent);
    }

    @Test
    void aNoAfterAYesEndsNothingAndPretendsNothing() {
        String consent = ask();
        Ceremonies.Begun first = world.gateway.ceremonies.begin(VICTIM, consent);
        StandInIssuer.Answer no = yes(first);
        world.gateway.ceremonies.approve(VICTIM, consent);

        land("state=" + no.state() + "&error=access_denied", first.cookie());

        assertThat(world.status("Consent/" + consent)).isEqualTo("active");
        assertThat(world.get(world.gateway.member(member), "/fhir/Observation?patient=" + VICTIM)
                        .statusCode())
                .isEqualTo(200);
        assertThat(world.gateway
                        .post(world.gateway.patient(VICTIM), "/fhir/Consent/" + consent + "/$refuse", NOTHING)
                        .statusCode())
                .isEqualTo(409);
        LiveGateway.expect(world.gateway.ceremonies.revoke(VICTIM, consent), 200);
        assertThat(world.status("Consent/" + consent)).isEqualTo("inactive");
    }

    @Test
    void aLinkIsGoodOnce() {
        String consent = ask();
        Ceremonies.Begun begun = world.gateway.ceremonies.begin(VICTIM, consent);
        StandInIssuer.Answer yes = yes(begun);
        assertThat(landed(begun, yes)).endsWith("/finish");

        assertThat(landed(begun, yes)).endsWith("outcome=failed");
    }

    @Test
    void aLinkIsGoodInTheBrowserThatLeft() {
        String consent = ask();
        Ceremonies.Begun begun = world.gateway.ceremonies.begin(VICTIM, consent);
        StandInIssuer.Answer yes = yes(begun);

        assertThat(landed(new Ceremonies.Begun(begun.screen(), ""), yes)).endsWith("outcome=failed");
        isNoConsent(consent);

        String again = ask();
        Ceremonies.Begun victims = world.gateway.ceremonies.begin(VICTIM, again);
        Ceremonies.Begun others = world.gateway.ceremonies.begin(VICTIM, ask());
        assertThat(landed(new Ceremonies.Begun("", others.cookie()), yes(victims)))
                .endsWith("outcome=failed");
        assertThat(world.status("Consent/" + again)).isEqualTo("proposed");
    }

    @Test
    void aLinkExpires() {
        String consent = ask();
        Ceremonies.Begun begun = world.gateway.ceremonies.begin(VICTIM, consent);
        StandInIssuer.Answer yes = yes(begun);
        world.forward(Duration.ofMinutes(16));

        assertThat(landed(begun, yes)).endsWith("outcome=failed");
        isNoConsent(consent);
    }

    @Test
    void aMadeUpOrForeignStateIsNothing() {
        assertThat(land("state=made-up&code=x", "")
                        .headers()
                        .firstValue("Location")
                        .orElse(""))
                .endsWith("outcome=failed");
        assertThat(land("", "").headers().firstValue("Location").orElse("")).endsWith("outcome=failed");
        assertThat(land("state=%3Cscript%3E&error=%3Cscript%3E", "")
                        .headers()
                        .firstValue("Location")
                        .orElse(""))
                .doesNotContain("script");
    }

    @Test
    void somebodyElsesYesIsNone() {
        String consent = ask();
        Ceremonies.Begun begun = world.gateway.ceremonies.begin(VICTIM, consent);

        StandInIssuer.Answer others = world.gateway.issuer.yes(URI.create(begun.screen()), "account-" + OTHER);

        assertThat(landed(begun, others)).endsWith("outcome=failed");
        isNoConsent(consent);
    }

    /** Stale SSO, impersonation (no auth_time), fewer or more scopes than were shown, another nonce. */
    @TestFactory
    Stream<DynamicTest> aYesThatIsNotWhatWasShownIsNone() {
        Instant now = world.gateway.clock.instant();
        return Stream.of(
                        new StandInIssuer.Twist(
                                "stale sign-in",
                                claims -> claims.claim(
                                        "auth_time", now.minusSeconds(600).getEpochSecond()),
                                scope -> scope),
                        new StandInIssuer.Twist(
                                "no auth_time", claims -> claims.claim("auth_time", null), scope -> scope),
                        new StandInIssuer.Twist(
                                "another nonce", claims -> claims.claim("nonce", "other"), scope -> scope),
                        new StandInIssuer.Twist(
                                "another client", claims -> claims.audience("consent-hospital-z"), scope -> scope),
                        new StandInIssuer.Twist(
                                "another issuer", claims -> claims.issuer("https://elsewhere.test"), scope -> scope),
                        new StandInIssuer.Twist(
                                "fewer scopes", claims -> claims, scope -> scope.replaceAll("\\S*period\\S*", "")
                                        .strip()),
                        new StandInIssuer.Twist(
                                "more scopes", claims -> claims, scope -> scope + " patient/Condition.rs"),
                        new StandInIssuer.Twist("no scopes", claims -> claims, scope -> "openid"))
                .map(twist -> DynamicTest.dynamicTest(twist.name(), () -> {
                    String consent = ask();
                    Ceremonies.Begun begun = world.gateway.ceremonies.begin(VICTIM, consent);
                    world.gateway.issuer.twist = twist;
                    try {
                        assertThat(landed(begun, yes(begun))).endsWith("outcome=failed");
                    } finally {
                        world.gateway.issuer.twist = StandInIssuer.Twist.NONE;
                    }
                    isNoConsent(consent);
                }));
    }

    @TestFactory
    Stream<DynamicTest> nobodyElseAnswers() {
        String consent = ask();
        String path = "/fhir/Consent/" + consent + "/";
        return Stream.of("$authorize", "$signing", "$complete", "$refuse", "$revoke")
                .flatMap(step -> Stream.of(
                        refused(
                                step + " by another patient",
                                () -> world.send(world.gateway.patient(OTHER), "POST", path + step, NOTHING),
                                404,
                                400),
                        refused(
                                step + " by the requester",
                                () -> world.send(world.gateway.member(member), "POST", path + step, NOTHING),
                                403),
                        refused(
                                step + " by the contributor",
                                () -> world.send(world.gateway.member("hospital-a"), "POST", path + step, NOTHING),
                                403),
                        refused(
                                step + " by a practitioner",
                                () -> world.send(
                                        world.gateway.practitioner("d", "hospital-a", "user/*.cruds"),
                                        "POST",
                                        path + step,
                                        NOTHING),
                                403),
                        refused(
                                step + " by the operator",
                                () -> world.send(
                                        world.gateway.service("operator", "system/*.cruds"),
                                        "POST",
                                        path + step,
                                        NOTHING),
                                403),
                        refused(step + " by nobody", () -> world.send("", "POST", path + step, NOTHING), 401)));
    }

    @Test
    void aRequestWaitsForThreeDays() {
        String consent = ask();
        world.forward(Duration.ofHours(73));

        assertThat(world.gateway
                        .post(world.gateway.patient(VICTIM), "/fhir/Consent/" + consent + "/$authorize", NOTHING)
                        .statusCode())
                .isEqualTo(422);
        isNoConsent(consent);
    }

    @Test
    void aSignatureIsThePatientsOwnAndOverWhatWasShown() {
        String consent = ask();
        Ceremonies.Begun begun = world.gateway.ceremonies.begin(VICTIM, consent);
        assertThat(landed(begun, yes(begun))).endsWith("/finish");
        byte[] payload = world.gateway.ceremonies.payload(VICTIM, consent);

        assertThat(world.gateway.ceremonies.complete(VICTIM, consent, "").statusCode())
                .isIn(400, 422);
        assertThat(world.gateway
                        .ceremonies
                        .complete(VICTIM, consent, world.gateway.ceremonies.signature(OTHER, payload))
                        .statusCode())
                .isEqualTo(422);
        byte[] other = payload.clone();
        other[other.length - 2] ^= 1;
        assertThat(world.gateway
                        .ceremonies
                        .complete(VICTIM, consent, world.gateway.ceremonies.signature(VICTIM, other))
                        .statusCode())
                .isEqualTo(422);
        String none = Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString("{\"alg\":\"none\",\"b64\":false,\"crit\":[\"b64\"]}"
                                .getBytes(java.nio.charset.StandardCharsets.UTF_8))
                + "..";
        assertThat(world.gateway.ceremonies.complete(VICTIM, consent, none).statusCode())
                .isEqualTo(422);
        assertThat(world.status("Consent/" + consent)).isEqualTo("proposed");

        assertThat(world.gateway
                        .ceremonies
                        .complete(VICTIM, consent, world.gateway.ceremonies.signature(VICTIM, payload))
                        .statusCode())
                .isEqualTo(200);
        assertThat(world.gateway
                        .ceremonies
                        .complete(VICTIM, consent, world.gateway.ceremonies.signature(VICTIM, payload))
                        .statusCode())
                .isEqualTo(409);
    }

    /** A yes and a no at the same moment: one of them, and what the consent says is what is enforced. */
    @Test
    void ofTwoAnswersAtOnceOneCounts() throws Exception {
        try (ExecutorService both = Executors.newFixedThreadPool(3)) {
            for (int run = 0; run < 10; run++) {
                String consent = ask();
                String asker = world.gateway.member(member);
                Ceremonies.Begun begun = world.gateway.ceremonies.begin(VICTIM, consent);
                assertThat(landed(begun, yes(begun))).endsWith("/finish");
                String signature =
                        world.gateway.ceremonies.signature(VICTIM, world.gateway.ceremonies.payload(VICTIM, consent));
                Callable<Integer> yes = () -> world.gateway
                        .ceremonies
                        .complete(VICTIM, consent, signature)
                        .statusCode();
                Callable<Integer> no = () -> world.gateway
                        .post(world.gateway.patient(VICTIM), "/fhir/Consent/" + consent + "/$refuse", NOTHING)
                        .statusCode();
                both.invokeAll(List.of(yes, no, yes));

                String said = world.status("Consent/" + consent);
                assertThat(said).isIn("active", "rejected");
                assertThat(world.get(asker, "/fhir/Observation/open-7").statusCode())
                        .isEqualTo(said.equals("active") ? 200 : 404);
            }
        }
    }
}
