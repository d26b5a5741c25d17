package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.live.OpenCases.VICTIM;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Tokens that the realm's own key signed and that still are not for this request: bound to a key which the sender does not
 * show, of a time that is none, with claims of another form, with scopes written oddly.
 */
class OddTokensIT {
    private static final String OPEN = "/fhir/Observation/open-7";
    private static OpenCases world;

    @BeforeAll
    static void start() {
        world = OpenCases.start();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private static String token(UnaryOperator<JWTClaimsSet.Builder> odd) {
        return world.gateway.issuer.sign(odd.apply(claims()).build());
    }

    private static JWTClaimsSet.Builder claims() {
        return world.gateway
                .issuer
                .claims(LiveSettings.audience(), "ehr-hospital-b", "service-hospital-b", List.of())
                .claim("organization", "hospital-b")
                .claim("scope", "system/*.rs")
                .jwtID(UUID.randomUUID().toString());
    }

    private static DynamicTest unbelieved(String name, UnaryOperator<JWTClaimsSet.Builder> odd) {
        return DynamicTest.dynamicTest(name, () -> {
            HttpResponse<String> answer = world.get(token(odd), OPEN);

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
            assertThat(answer.body()).contains("OperationOutcome").doesNotContain(OpenCases.SECRET);
        });
    }

    @Test
    void believesTheSameTokenWithoutItsOddity() {
        assertThat(world.get(token(it -> it), OPEN).statusCode()).isEqualTo(200);
    }

    /** RFC 9449 and RFC 8705: whoever holds such a token must show a key as well, or it may have been stolen. */
    @TestFactory
    Stream<DynamicTest> aTokenThatIsBoundToAKeyIsNoBearerToken() {
        String thumbprint = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";
        return Stream.of(
                unbelieved("a key", it -> it.claim("cnf", Map.of("jkt", thumbprint))),
                unbelieved("a key, as Keycloak types it", it -> it.claim("typ", "DPoP")
                        .claim("cnf", Map.of("jkt", thumbprint))),
                unbelieved("typed so without a key", it -> it.claim("typ", "DPoP")),
                unbelieved("a certificate", it -> it.claim("cnf", Map.of("x5t#S256", thumbprint))),
                unbelieved("something unknown", it -> it.claim("cnf", Map.of("kid", "k"))),
                unbelieved("nothing that is said", it -> it.claim("cnf", Map.of())),
                unbelieved("what is no object", it -> it.claim("cnf", thumbprint)));
    }

    @TestFactory
    Stream<DynamicTest> noOtherSchemeCarriesAToken() {
        String bound = token(it -> it.claim("cnf", Map.of("jkt", "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I")));
        String plain = token(it -> it);
        String proof = world.gateway.issuer.sign(
                new JWTClaimsSet.Builder()
                        .claim("htm", "GET")
                        .claim("htu", LiveSettings.audience() + "/Observation/open-7")
                        .issueTime(Date.from(Instant.now()))
                        .jwtID(UUID.randomUUID().toString())
                        .build(),
                JWSAlgorithm.RS256);
        return Stream.of(
                        "DPoP " + bound,
                        "DPoP " + plain,
                        "dpop " + plain,
                        "Bearer, " + plain,
                        "Bearer\t" + plain,
                        "Bearer=" + plain,
                        "Negotiate " + plain,
                        "Token " + plain,
                        "JWT " + plain,
                        plain,
                        "Bearer " + plain + "," + plain,
                        "Bearer " + plain + " x",
                        "Bearer token=" + plain)
                .flatMap(header -> Stream.of(new String[] {}, new String[] {"DPoP", proof})
                        .map(more -> DynamicTest.dynamicTest(
                                header.substring(0, 12) + (more.length > 0 ? " with a proof" : ""), () -> {
                                    List<String> headers = new ArrayList<>(List.of("Authorization", header));
                                    headers.addAll(List.of(more));
                                    HttpResponse<String> answer = world.get("", OPEN, headers.toArray(String[]::new));

                                    assertThat(answer.statusCode())
                                            .as(answer.body())
                                            .isIn(400, 401);
                                    assertThat(answer.body()).doesNotContain(OpenCases.SECRET);
                                })));
    }

    @TestFactory
    Stream<DynamicTest> aTimeThatIsNoneEndsNothingAndBeginsNothing() {
        Instant now = Instant.now();
        return Stream.of(
                unbelieved("issued in an hour", it -> it.issueTime(Date.from(now.plusSeconds(3600)))
                        .expirationTime(Date.from(now.plusSeconds(7200)))),
                unbelieved("ended before it began", it -> it.issueTime(Date.from(now))
                        .expirationTime(Date.from(now.minusSeconds(3600)))),
                unbelieved("ends at a word", it -> it.claim("exp", "tomorrow")),
                unbelieved(
                        "ends at a number in quotes", it -> it.claim("exp", String.valueOf(now.getEpochSecond() + 60))),
                unbelieved("ends below nothing", it -> it.claim("exp", -1)),
                unbelieved("ends at nothing", it -> it.claim("exp", 0)),
                unbelieved("ends at a list", it -> it.claim("exp", List.of(now.getEpochSecond() + 60))),
                unbelieved("begins at a word", it -> it.claim("nbf", "yesterday")),
                unbelieved("begins in a minute", it -> it.claim("nbf", now.getEpochSecond() + 60.5)));
    }

    @TestFactory
    Stream<DynamicTest> aClaimOfAnotherFormSpeaksForNobody() {
        return Stream.of(
                unbelieved("an audience that begins alike", it -> it.audience(LiveSettings.audience() + ".evil.test")),
                unbelieved(
                        "an audience of another case",
                        it -> it.audience(LiveSettings.audience().toUpperCase(java.util.Locale.ROOT))),
                unbelieved("an audience with a slash", it -> it.audience(LiveSettings.audience() + "/")),
                unbelieved(
                        "an audience that is an object", it -> it.claim("aud", Map.of("a", LiveSettings.audience()))),
                unbelieved(
                        "an issuer of another case",
                        it -> it.issuer(world.gateway.issuer.issuer().replace("http", "HTTP"))),
                unbelieved("issuers", it -> it.claim("iss", List.of(world.gateway.issuer.issuer()))),
                unbelieved("types", it -> it.claim("typ", List.of("Bearer"))),
                unbelieved("a type of another case", it -> it.claim("typ", "bearer")),
                unbelieved("clients", it -> it.claim("azp", List.of("ehr-hospital-b"))),
                unbelieved("a client of another case", it -> it.claim("azp", "EHR-hospital-b")),
                unbelieved("an organization with a space", it -> it.claim("organization", "hospital-b ")),
                unbelieved(
                        "an organization that is an object",
                        it -> it.claim("organization", Map.of("id", "hospital-b"))),
                unbelieved("an organization of another case", it -> it.claim("organization", "Hospital-B")));
    }

    /** What a scope cannot be split at is part of it; whatever is left grants nothing. */
    @TestFactory
    Stream<DynamicTest> scopesAreWordsBetweenSpaces() {
        Map<Object, Integer> scopes = new LinkedHashMap<>();
        scopes.put("system/Observation.rs system/Observation.rs", 200);
        scopes.put("  system/Observation.rs   ", 200);
        scopes.put("openid system/Condition.rs system/Observation.rs profile", 200);
        scopes.put("system/Observation.rs\tsystem/Condition.rs", 403);
        scopes.put("\tsystem/Observation.rs", 403);
        scopes.put("system/Observation.rs\n", 403);
        scopes.put("system/Observation.rs\u00a0", 403);
        scopes.put("system/Observation.rs\u0000", 403);
        scopes.put("system/Observation.rs,system/Observation.rs", 403);
        scopes.put("system/Observation.rs\u200b", 403);
        scopes.put("ſystem/Observation.rs", 403);
        scopes.put("system/Observatıon.rs", 403);
        scopes.put("system/OBSERVATION.rs", 403);
        scopes.put("system/Observation.RS", 403);
        scopes.put("system/Observation.srsr", 403);
        scopes.put("system/../*.rs", 403);
        scopes.put("system/%4fbservation.rs", 403);
        scopes.put("user/Observation.rs patient/Observation.rs", 403);
        scopes.put("system/Patient.rs ".repeat(600) + "system/Observation.rs", 403);
        scopes.put(List.of("system/Observation.rs"), 403);
        scopes.put(List.of("system/Observation.rs", "system/Condition.rs"), 403);
        scopes.put(Map.of("scope", "system/Observation.rs"), 403);
        scopes.put(true, 403);
        return scopes.entrySet().stream()
                .map(scope -> DynamicTest.dynamicTest(
                        scope.getKey()
                                .toString()
                                .strip()
                                .substring(
                                        0,
                                        Math.min(
                                                40,
                                                scope.getKey()
                                                        .toString()
                                                        .strip()
                                                        .length())),
                        () -> {
                            HttpResponse<String> answer = world.get(
                                    token(it -> it.claim("scope", scope.getKey())),
                                    "/fhir/Observation?patient=" + VICTIM);

                            assertThat(answer.statusCode())
                                    .as(answer.body())
                                    .isIn(scope.getValue(), scope.getValue() == 403 ? 401 : 200);
                        }));
    }

    /** Scopes beside the claim that counts. */
    @Test
    void noOtherClaimGrantsAScope() {
        for (String claim : List.of("scp", "scopes", "permissions", "authorities", "roles", "groups")) {
            String token = token(it -> it.claim("scope", "openid").claim(claim, List.of("system/*.cruds", "operator")));

            assertThat(world.get(token, OPEN).statusCode()).as(claim).isEqualTo(403);
        }
    }

    /** A role that a client gave, and not the realm, is none; nor does a member become more by one. */
    @Test
    void aRoleOfAClientIsNone() {
        String client = world.gateway.issuer.sign(world.gateway
                .issuer
                .claims(LiveSettings.audience(), "some-app", "somebody", List.of())
                .claim("resource_access", Map.of("some-app", Map.of("roles", List.of("operator"))))
                .claim("roles", List.of("operator"))
                .claim("scope", "system/*.cruds")
                .build());
        String member = token(it -> it.claim("realm_access", Map.of("roles", List.of("operator", "auditor"))));

        assertThat(world.get(client, "/operator/witnesses").statusCode()).isEqualTo(401);
        assertThat(world.get(member, "/actuator/prometheus").statusCode()).isIn(401, 403);
        assertThat(world.get(member, "/fhir/Condition/closed-7").statusCode()).isEqualTo(404);
    }
}
