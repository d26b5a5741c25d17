package org.consentry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How an analyst's system gets its token, and how it does not: what a tester of SMART Backend Services tries.
 *
 * @see <a href="https://hl7.org/fhir/smart-app-launch/backend-services.html">Backend Services</a>
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BackendServicesIT {
    private static final String BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private static final Pattern OAUTH_ERROR =
            Pattern.compile("\"error\":\"(invalid_request|invalid_client|invalid_grant"
                    + "|unauthorized_client|unsupported_grant_type|invalid_scope)\"");

    private Exchange exchange;
    private ECKey key;

    @BeforeAll
    void start() throws Exception {
        exchange = new Exchange(RunningExchange.shared().report());
        key = ECKey.parse(exchange.client("analyst").path("jwk").toString());
    }

    /** What is wrong with an assertion. */
    enum Wrong {
        EXPIRED,
        AN_HOUR_LONG,
        FOR_ANOTHER_AUDIENCE,
        OF_ANOTHER_ISSUER,
        OF_ANOTHER_SUBJECT,
        WITHOUT_A_NUMBER,
        SIGNED_BY_A_SECRET,
        NOT_SIGNED,
        SIGNED_BY_ANOTHER_KEY
    }

    private JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer("analyst")
                .subject("analyst")
                .audience(exchange.url("tokenEndpoint"))
                .jwtID(UUID.randomUUID().toString())
                .issueTime(in(Duration.ZERO))
                .expirationTime(in(Duration.ofMinutes(4)));
    }

    private static Date in(Duration time) {
        return Date.from(Instant.now().plus(time));
    }

    private String signed(JWTClaimsSet claims, ECKey by) throws JOSEException {
        return signed(claims, JWSAlgorithm.ES384, new ECDSASigner(by));
    }

    private String signed(JWTClaimsSet claims, JWSAlgorithm algorithm, JWSSigner signer) throws JOSEException {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), claims);
        jwt.sign(signer);
        return jwt.serialize();
    }

    private String assertion(Wrong wrong) throws JOSEException, ParseException {
        JWTClaimsSet right = claims().build();
        return switch (wrong) {
            case EXPIRED ->
                signed(claims().expirationTime(in(Duration.ofMinutes(-2))).build(), key);
            case AN_HOUR_LONG ->
                signed(claims().expirationTime(in(Duration.ofHours(1))).build(), key);
            case FOR_ANOTHER_AUDIENCE ->
                signed(claims().audience("https://elsewhere.test/token").build(), key);
            case OF_ANOTHER_ISSUER -> signed(claims().issuer("operator").build(), key);
            case OF_ANOTHER_SUBJECT -> signed(claims().subject("operator").build(), key);
            case WITHOUT_A_NUMBER -> signed(claims().jwtID(null).build(), key);
            case SIGNED_BY_A_SECRET ->
                signed(right, JWSAlgorithm.HS256, new MACSigner("0123456789abcdef0123456789abcdef"));
            case NOT_SIGNED -> new PlainJWT(right).serialize();
            case SIGNED_BY_ANOTHER_KEY ->
                signed(
                        right,
                        ECKey.parse(exchange.client("hospital-a").path("jwk").toString()));
        };
    }

    private HttpResponse<String> token(Map<String, String> fields) throws Exception {
        String form = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return exchange.anonymously(exchange.request(exchange.url("tokenEndpoint"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    private static Map<String, String> fields(String assertion) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("grant_type", "client_credentials");
        fields.put("scope", "system/*.rs");
        fields.put("client_assertion_type", BEARER);
        fields.put("client_assertion", assertion);
        return fields;
    }

    @ParameterizedTest
    @EnumSource(Wrong.class)
    void refusesAnAssertionThatIsWrong(Wrong wrong) throws Exception {
        HttpResponse<String> answer = token(fields(assertion(wrong)));

        assertThat(answer.statusCode()).as(answer.body()).isIn(400, 401);
        assertThat(answer.body()).contains("invalid_client").doesNotContain("access_token");
    }

    @Test
    void takesAnAssertionOnce() throws Exception {
        String assertion = signed(claims().build(), key);

        HttpResponse<String> first = token(fields(assertion));
        HttpResponse<String> replay = token(fields(assertion));

        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        assertThat(first.body()).contains("\"token_type\":\"Bearer\"").contains("\"expires_in\":");
        assertThat(replay.statusCode()).isIn(400, 401);
        assertThat(replay.body()).contains("invalid_client");
    }

    @Test
    void refusesAnotherGrantAndAnotherKindOfAssertion() throws Exception {
        Map<String, String> grant = fields(signed(claims().build(), key));
        grant.put("grant_type", "not_a_grant_type");
        Map<String, String> kind = fields(signed(claims().build(), key));
        kind.put("client_assertion_type", "not_an_assertion_type");

        assertThat(token(grant).statusCode()).isEqualTo(400);
        assertThat(token(kind).statusCode()).isIn(400, 401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"grant_type", "client_assertion_type", "scope", "client_assertion"})
    void everyFieldMustBeThereAndRight(String name) throws Exception {
        Map<String, String> without = fields(signed(claims().build(), key));
        without.remove(name);
        Map<String, String> wrong = fields(signed(claims().build(), key));
        wrong.put(name, "invalid test value");

        for (Map<String, String> fields : List.of(without, wrong)) {
            HttpResponse<String> answer = token(fields);
            assertThat(answer.statusCode()).as(answer.body()).isBetween(400, 401);
            assertThat(answer.body()).containsPattern(OAUTH_ERROR);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "launch fhirUser",
                "system/*.*",
                "system/*.cruds",
                "system/Patient.*",
                "system/Patient.write",
                "system/Patient.cruds",
                "system/Patient.c",
                "system/Patient.cud",
                "system/Patient.u",
                "system/Patient.d",
                "system/Patient.unknownAction",
                "system/Patient.xyz",
                "system/UnknownResource.read",
                "system/UnknownResource.r"
            })
    void givesAnAnalystNothingButReading(String scope) throws Exception {
        Map<String, String> asked = fields(signed(claims().build(), key));
        asked.put("scope", scope);

        HttpResponse<String> answer = token(asked);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("invalid_scope").doesNotContain("access_token");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "system/*.read",
                "system/*.rs",
                "system/Patient.read",
                "system/Patient.rs",
                "system/Patient.read system/Observation.rs"
            })
    void givesTheScopesThatAreAskedForAndNoOthers(String scope) throws Exception {
        Map<String, String> asked = fields(signed(claims().build(), key));
        asked.put("scope", scope);

        HttpResponse<String> answer = token(asked);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(Exchange.JSON
                        .readTree(answer.body())
                        .path("scope")
                        .asString("")
                        .split(" ", -1))
                .containsExactlyInAnyOrder(scope.split(" ", -1));
    }

    @Test
    void refusesKeysFromAPlaceThatNobodyRegistered() throws Exception {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES384)
                        .keyID(key.getKeyID())
                        .jwkURL(URI.create("https://elsewhere.test/keys"))
                        .build(),
                claims().build());
        jwt.sign(new ECDSASigner(key));

        HttpResponse<String> answer = token(fields(jwt.serialize()));

        assertThat(answer.statusCode()).as(answer.body()).isBetween(400, 401);
        assertThat(answer.body()).contains("invalid_client");
    }

    @Test
    void givesNoScopeOfAPatient() throws Exception {
        Map<String, String> more = fields(signed(claims().build(), key));
        more.put("scope", "patient/Observation.rs");

        assertThat(token(more).body()).contains("invalid_scope").doesNotContain("access_token");
    }
}
