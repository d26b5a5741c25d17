package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tokens that are not believed, each refused alike: rows ER-02, ER-03 and the list of design of open cases. */
class TokensIT {
    private static LiveGateway gateway;

    @BeforeAll
    static void start() {
        gateway = LiveGateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({"FROB, /fhir/Patient/1", "GET, //fhir/Patient/1", "GET, /fhir/Patient;x=1/1", "GET, /fhir/%2e%2e/x"})
    void answersWhatTheFirewallRefusesWithAnOutcome(String method, String path) {
        HttpResponse<String> answer = gateway.send(gateway.request(gateway.member("hospital-a"), path)
                .method(method, HttpRequest.BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("OperationOutcome").doesNotContain("Patient", "timestamp");
    }

    @Test
    void er53ShowsAPatientTheOwnRecordAndNoOther() {
        String hospital = gateway.member("hospital-a");
        for (String id : List.of("own-page", "other-page")) {
            LiveGateway.expect(
                    gateway.put(
                            hospital,
                            "/fhir/Patient/" + id,
                            "{'resourceType':'Patient','id':'" + id
                                    + "','birthDate':'1980-05-12','address':[{'city':'Paris'}]}"),
                    201);
            LiveGateway.expect(
                    gateway.put(
                            hospital,
                            "/fhir/Condition/of-" + id,
                            "{'resourceType':'Condition','id':'of-" + id + "','subject':{'reference':'Patient/" + id
                                    + "'}}"),
                    201);
        }
        String own = gateway.patient("own-page");

        assertThat(gateway.get(own, "/fhir/Patient/own-page/$everything").body())
                .contains("1980-05-12", "Paris", "of-own-page")
                .doesNotContain("other-page");
        assertThat(gateway.get(own, "/fhir/Patient/other-page/$everything").statusCode())
                .isIn(403, 404);
        assertThat(gateway.ids(own, "Condition")).containsExactly("of-own-page");
        assertThat(gateway.get("", "/fhir/Patient/own-page/$everything").statusCode())
                .isEqualTo(401);
    }

    @Test
    void letsAppsOfAnyOriginAskButBelievesTokensOnly() {
        String origin = "https://app.example";
        HttpResponse<String> preflight = gateway.send(gateway.request(
                        "",
                        "/fhir/Patient/1",
                        "Origin",
                        origin,
                        "Access-Control-Request-Method",
                        "PUT",
                        "Access-Control-Request-Headers",
                        "authorization,content-type,if-match")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
        HttpResponse<String> asked = gateway.get("", "/fhir/Patient/1", "Origin", origin);
        HttpResponse<String> elsewhere = gateway.get("", "/operator/witnesses", "Origin", origin);

        assertThat(preflight.statusCode()).isEqualTo(200);
        assertThat(preflight
                        .headers()
                        .firstValue("Access-Control-Allow-Methods")
                        .orElse(""))
                .contains("PUT");
        assertThat(asked.statusCode()).isEqualTo(401);
        assertThat(asked.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(asked.headers().firstValue("Access-Control-Allow-Credentials"))
                .isEmpty();
        assertThat(elsewhere.headers().firstValue("Access-Control-Allow-Origin"))
                .isEmpty();
    }

    static Stream<Map.Entry<String, String>> wrongTokens() throws JOSEException, ParseException {
        gateway = gateway == null ? LiveGateway.start() : gateway;
        StandInIssuer issuer = gateway.issuer;
        JWTClaimsSet good = good().build();
        Instant now = Instant.now();
        Map<String, String> tokens = new LinkedHashMap<>();
        tokens.put(
                "expired beyond the skew",
                issuer.sign(
                        good().expirationTime(Date.from(now.minusSeconds(12))).build()));
        tokens.put(
                "not yet valid",
                issuer.sign(good().notBeforeTime(Date.from(now.plusSeconds(60))).build()));
        tokens.put("without an end", issuer.sign(good().expirationTime(null).build()));
        tokens.put(
                "for another audience",
                issuer.sign(good().audience("https://other.test/fhir").build()));
        tokens.put(
                "without an audience",
                issuer.sign(good().audience((String) null).build()));
        tokens.put(
                "of an issuer with a slash",
                issuer.sign(good().issuer(issuer.issuer() + "/").build()));
        tokens.put(
                "of another realm of the host",
                issuer.sign(good().issuer(issuer.issuer().replace("consentry", "master"))
                        .build()));
        tokens.put("an ID token", issuer.sign(good().claim("typ", "ID").build()));
        tokens.put("a refresh token", issuer.sign(good().claim("typ", "Refresh").build()));
        tokens.put(
                "of a ceremony client",
                issuer.sign(good().claim("azp", "consent-hospital-a").build()));
        tokens.put(
                "of an unknown client",
                issuer.sign(good().claim("azp", "unknown").build()));
        tokens.put("without a client", issuer.sign(good().claim("azp", null).build()));
        tokens.put(
                "of another organization's client",
                issuer.sign(good().claim("azp", "ehr-hospital-b").build()));
        tokens.put(
                "for several organizations",
                issuer.sign(good().claim("organization", List.of("hospital-a", "hospital-b"))
                        .build()));
        tokens.put(
                "for the authority itself",
                issuer.sign(good().claim("azp", "ehr-authority")
                        .claim("organization", "authority")
                        .build()));
        tokens.put(
                "for an organization that is none",
                issuer.sign(good().claim("organization", "hospital a").build()));
        tokens.put("of a patient that is none", issuer.sign(patient("Patient/x/../y")));
        tokens.put("of a practitioner of the authority", issuer.sign(practitioner("authority")));
        tokens.put("with a key of its own", ownKey(good));
        URI elsewhere = URI.create("http://127.0.0.1:9/keys");
        tokens.put("with a key at an address of its own", headed(good, false, it -> it.jwkURL(elsewhere)));
        tokens.put("with a certificate at an address", headed(good, false, it -> it.x509CertURL(elsewhere)));
        tokens.put("with a key id that is a path", headed(good, false, it -> it.keyID("../../../../dev/null")));
        tokens.put("with a key id that is a question", headed(good, false, it -> it.keyID("' or '1'='1")));
        tokens.put("without a key id, by another key", headed(good, false, it -> it.keyID(null)));
        tokens.put(
                "with something critical that nobody knows",
                headed(good, true, it -> it.criticalParams(Set.of("beyond")).customParam("beyond", "all")));
        tokens.put("with an unencoded payload", headed(good, true, it -> it.base64URLEncodePayload(false)
                .criticalParams(Set.of("b64"))));
        tokens.put(
                "of another kind by its header",
                headed(good, true, it -> it.type(new com.nimbusds.jose.JOSEObjectType("logout+jwt"))));
        tokens.put(
                "encrypted", "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA");
        tokens.put("unsigned", new PlainJWT(good).serialize());
        tokens.put("with an empty signature", cut(issuer.sign(good)));
        tokens.put("signed by another key", otherKey(good));
        tokens.put("HS256 with the public key", confused(good));
        tokens.put("with an unknown key id", unknownKey(good));
        tokens.put("with changed claims", changed(issuer.sign(good)));
        tokens.put("no token at all", "no-token-but-long-enough");
        return tokens.entrySet().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongTokens")
    void refusesEveryWrongToken(Map.Entry<String, String> wrong) {
        HttpResponse<String> answer = gateway.get(wrong.getValue(), "/fhir/Patient");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("OperationOutcome").doesNotContain(wrong.getValue());
        assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
    }

    /** Row ER-02. */
    @Test
    void refusesAPersonWhoseAddressIsNotVerified() {
        String token = gateway.issuer.sign(gateway.issuer
                .claims(LiveSettings.audience(), "portal", "s", List.of("patient"))
                .claim("fhirUser", "Patient/1")
                .claim("email_verified", false)
                .build());

        assertThat(gateway.get(token, "/fhir/Patient").statusCode()).isEqualTo(401);
    }

    @Test
    void takesATokenFromOneHeaderOnly() {
        String token = gateway.issuer.sign(good().build());

        assertThat(gateway.get("", "/fhir/Patient").statusCode()).isEqualTo(401);
        assertThat(gateway.get("", "/fhir/Patient?access_token=" + token).statusCode())
                .isEqualTo(401);
        assertThat(gateway.get("", "/fhir/Patient", "Authorization", "Basic dXNlcjpwYXNz")
                        .statusCode())
                .isEqualTo(401);
        assertThat(gateway.get(token, "/fhir/Patient", "Authorization", "Bearer " + token)
                        .statusCode())
                .isEqualTo(401);
        assertThat(gateway.get(token, "/fhir/Patient").statusCode()).isEqualTo(200);
    }

    @Test
    void doesNotAskForKeysAgainAndAgainForAStormOfUnknownOnes() throws JOSEException {
        int before = gateway.issuer.keyFetches.get();

        for (int i = 0; i < 200; i++) {
            assertThat(gateway.get(unknownKey(good().build()), "/fhir/Patient").statusCode())
                    .isEqualTo(401);
        }

        assertThat(gateway.issuer.keyFetches.get() - before).isLessThanOrEqualTo(3);
    }

    /** A path or method of another spelling opens nothing more. */
    @ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(
            strings = {
                "/fhir/Patient/",
                "/FHIR/Patient",
                "/fhir//Patient",
                "/fhir/%50atient",
                "/fhir/./Patient",
                "/fhir;x=y/Patient"
            })
    void opensNothingByAnotherSpellingOfTheAddress(String path) {
        assertThat(gateway.get("", path).statusCode()).isGreaterThanOrEqualTo(400);
    }

    @Test
    void takesSeveralSlashesBelowTheBaseForOne() {
        String token = gateway.issuer.sign(good().build());

        assertThat(gateway.get(token, "/fhir//Patient").statusCode()).isEqualTo(200);
        assertThat(gateway.get(token, "/fhir/Patient///nobody").statusCode()).isEqualTo(404);
        assertThat(gateway.get("", "/fhir//Patient").statusCode()).isEqualTo(401);
        assertThat(gateway.get("", "/fhir//metadata").statusCode()).isEqualTo(200);
        assertThat(gateway.get(token, "/fhir//..//actuator/prometheus").statusCode())
                .isEqualTo(400);
    }

    @Test
    void tellsEverybodyWhatItCanDo() {
        HttpResponse<String> options =
                gateway.send(gateway.request("", "/fhir").method("OPTIONS", HttpRequest.BodyPublishers.noBody()));

        assertThat(options.statusCode()).isEqualTo(200);
        assertThat(options.body()).contains("CapabilityStatement");
    }

    private static JWTClaimsSet.Builder good() {
        return gateway.issuer
                .claims(LiveSettings.audience(), "ehr-hospital-a", "service", List.of())
                .claim("organization", "hospital-a")
                .claim("scope", "system/*.cruds")
                .jwtID(UUID.randomUUID().toString());
    }

    private static JWTClaimsSet patient(String fhirUser) {
        return person("patient", fhirUser).build();
    }

    private static JWTClaimsSet practitioner(String organization) {
        return person("practitioner", "Practitioner/doc")
                .claim("organization", organization)
                .build();
    }

    private static JWTClaimsSet.Builder person(String role, String fhirUser) {
        return gateway.issuer
                .claims(LiveSettings.audience(), "portal", "account", List.of(role))
                .claim("fhirUser", fhirUser)
                .claim("email_verified", true);
    }

    /** The key that verifies it comes along. */
    private static String ownKey(JWTClaimsSet claims) throws JOSEException {
        var key = new RSAKeyGenerator(2048).keyID("realm-key").generate();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .type(com.nimbusds.jose.JOSEObjectType.JWT)
                        .keyID("realm-key")
                        .jwk(key.toPublicJWK())
                        .build(),
                claims);
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }

    /** With another header, signed by the realm's key or by one that nobody knows. */
    private static String headed(JWTClaimsSet claims, boolean realm, UnaryOperator<JWSHeader.Builder> header)
            throws JOSEException {
        SignedJWT token = new SignedJWT(
                header.apply(new JWSHeader.Builder(JWSAlgorithm.RS256)
                                .type(com.nimbusds.jose.JOSEObjectType.JWT)
                                .keyID(gateway.issuer.key.getKeyID()))
                        .build(),
                claims);
        token.sign(
                realm ? new RSASSASigner(gateway.issuer.key) : new RSASSASigner(new RSAKeyGenerator(2048).generate()));
        return token.serialize();
    }

    private static String cut(String token) {
        return token.substring(0, token.lastIndexOf('.') + 1);
    }

    private static String changed(String token) {
        String[] parts = token.split("\\.", -1);
        String claims = new String(java.util.Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        String other = java.util.Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(claims.replace("hospital-a", "hospital-b").getBytes(StandardCharsets.UTF_8));
        return parts[0] + "." + other + "." + parts[2];
    }

    private static String otherKey(JWTClaimsSet claims) throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID(gateway.issuer.key.getKeyID())
                        .build(),
                claims);
        token.sign(new RSASSASigner(new RSAKeyGenerator(2048).generate()));
        return token.serialize();
    }

    private static String unknownKey(JWTClaimsSet claims) throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID(UUID.randomUUID().toString())
                        .build(),
                claims);
        token.sign(new RSASSASigner(gateway.issuer.key));
        return token.serialize();
    }

    private static String confused(JWTClaimsSet claims) throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .keyID(gateway.issuer.key.getKeyID())
                        .build(),
                claims);
        token.sign(new MACSigner(gateway.issuer.key.toRSAPublicKey().getEncoded()));
        return token.serialize();
    }
}
