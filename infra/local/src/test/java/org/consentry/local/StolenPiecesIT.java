package org.consentry.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.consentry.local.realm.App;
import org.consentry.local.realm.Person;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/**
 * What somebody can do at a real Keycloak with a piece of another's sign-in: a code, a request that was pushed, a refresh
 * token, an address to be sent back to.
 */
class StolenPiecesIT {
    private static final String REDIRECT = "https://pieces.example/back";
    private static final String PASSWORD = "a long and private word";
    private static final String READS = "openid fhirUser launch/patient offline_access patient/Observation.rs";
    private static final String CALLBACK = RunningRealm.GATEWAY + "/consent/callback";

    private final RunningRealm running = RunningRealm.shared();

    @BeforeAll
    static void register() {
        RunningRealm running = RunningRealm.shared();
        List<URI> redirects = List.of(URI.create(REDIRECT));
        running.clients().app(new App("pieces-app", "Pieces", redirects, Optional.empty(), false));
        running.clients().app(new App("thief-app", "Thief", redirects, Optional.empty(), false));
        running.people.ensure(new Person("pieces-pat", "Pat", "Pieces", "patient", "Patient/pieces-pat", ""), PASSWORD);
        running.people.ensure(new Person("pieces-two", "Two", "Pieces", "patient", "Patient/pieces-two", ""), PASSWORD);
    }

    private String code(String scope) throws Exception {
        Visitor visitor = new Visitor();
        Map<String, String> audience = Map.of("aud", RunningRealm.GATEWAY + "/fhir");
        HttpResponse<String> page = running.signIn(
                visitor, running.authorization("pieces-app", REDIRECT, scope, audience), "pieces-pat", PASSWORD);
        if (page.statusCode() == 200) {
            page = visitor.followWithin(running.issuer(), visitor.submit(page, Map.of("accept", "yes")));
        }
        return Visitor.code(page);
    }

    private JsonNode tokens(String scope) throws Exception {
        return running.realm.exchange("pieces-app", code(scope), REDIRECT);
    }

    private JsonNode renewed(JsonNode tokens, String client, String scope) throws Exception {
        Map<String, String> form = new HashMap<>(Map.of(
                "grant_type",
                "refresh_token",
                "client_id",
                client,
                "refresh_token",
                tokens.path("refresh_token").asString()));
        if (!scope.isEmpty()) {
            form.put("scope", scope);
        }
        return running.realm.form("/token", form);
    }

    @TestFactory
    Stream<DynamicTest> aRenewalGivesNoMoreThanThePersonGave() {
        return Stream.of(
                        "openid patient/*.rs",
                        "openid patient/Observation.rs patient/Condition.rs",
                        "openid user/*.rs",
                        "openid system/*.cruds",
                        "openid launch patient/Observation.rs purpose/TREAT")
                .map(scope -> DynamicTest.dynamicTest(scope, () -> {
                    JsonNode answer = renewed(tokens(READS), "pieces-app", scope);

                    assertThat(answer.path("scope").asString(""))
                            .doesNotContain("patient/*", "Condition", "user/", "system/", "purpose/");
                }));
    }

    /** What the token says counts; the answer around it names all that could still be asked for. */
    @Test
    void afterANarrowerRenewalNothingGrows() throws Exception {
        JsonNode first = tokens(READS + " patient/Condition.rs");
        JsonNode narrow = renewed(first, "pieces-app", "openid patient/Observation.rs");
        JsonNode again = renewed(narrow, "pieces-app", "openid patient/Observation.rs patient/Patient.rs");

        assertThat(Realm.claims(narrow).path("scope").asString("")).isEqualTo("openid patient/Observation.rs");
        assertThat(Realm.claims(again).path("scope").asString("")).doesNotContain("patient/Patient.rs");
    }

    @Test
    void anotherClientsRefreshTokenIsNone() throws Exception {
        JsonNode tokens = tokens(READS);

        assertThat(renewed(tokens, "thief-app", "").has("access_token")).isFalse();
        assertThat(renewed(tokens, "portal", "").has("access_token")).isFalse();
    }

    /** A refresh token that was used comes again: one of the two who have it stole it, so both lose it. */
    @Test
    void aRefreshTokenThatComesTwiceEndsItsWholeLine() throws Exception {
        JsonNode first = tokens(READS);
        JsonNode second = renewed(first, "pieces-app", "");
        assertThat(second.has("access_token")).isTrue();

        assertThat(renewed(first, "pieces-app", "").has("access_token")).isFalse();
        assertThat(renewed(second, "pieces-app", "").has("access_token")).isFalse();
    }

    @Test
    void afterTheConsentIsTakenBackNothingIsRenewed() throws Exception {
        JsonNode tokens = tokens(READS);
        String console = running.issuer() + "/account/";
        Visitor visitor = new Visitor();
        HttpResponse<String> page = visitor.get(running.authorization("account-console", console, "openid", Map.of()));
        HttpResponse<String> back = visitor.submit(page, Map.of("username", "pieces-pat", "password", PASSWORD));
        String account = running.realm
                .exchange("account-console", Visitor.code(back), console)
                .path("access_token")
                .asString();
        assertThat(running.realm
                        .account("DELETE", "/applications/pieces-app/consent", account, "")
                        .statusCode())
                .isEqualTo(204);

        assertThat(renewed(tokens, "pieces-app", "").has("access_token")).isFalse();
    }

    /** Whoever brings a code for the second time may be the one who stole it: what it gave first is gone, too. */
    @Test
    void aCodeThatComesTwiceEndsWhatItGave() throws Exception {
        String code = code(READS.replace(" offline_access", ""));
        JsonNode tokens = running.realm.exchange("pieces-app", code, REDIRECT);
        assertThat(tokens.has("refresh_token")).isTrue();

        assertThat(running.realm
                        .exchange("pieces-app", code, REDIRECT)
                        .path("error")
                        .asString())
                .isEqualTo("invalid_grant");
        assertThat(running.realm
                        .exchange("thief-app", code, REDIRECT)
                        .path("error")
                        .asString())
                .isEqualTo("invalid_grant");
        assertThat(renewed(tokens, "pieces-app", "").has("access_token")).isFalse();
    }

    @Test
    void aCodeIsForItsClientAddressAndProof() throws Exception {
        assertThat(running.realm.exchange("thief-app", code(READS), REDIRECT).has("access_token"))
                .isFalse();
        assertThat(running.realm
                        .exchange("pieces-app", code(READS), "https://pieces.example/other")
                        .has("access_token"))
                .isFalse();
        Map<String, String> unproved = new HashMap<>(Map.of(
                "grant_type",
                "authorization_code",
                "client_id",
                "pieces-app",
                "code",
                code(READS),
                "redirect_uri",
                REDIRECT));
        assertThat(running.realm.form("/token", unproved).has("access_token")).isFalse();
    }

    @TestFactory
    Stream<DynamicTest> noOneIsSentBackElsewhere() {
        return Stream.of(
                        "https://pieces.example/back/",
                        "https://pieces.example/back/../evil",
                        "https://pieces.example/back%2f..%2fevil",
                        "https://pieces.example/back?next=https://evil.test",
                        "https://pieces.example/back#@evil.test",
                        "https://pieces.example.evil.test/back",
                        "https://pieces.example@evil.test/back",
                        "https://evil.test/https://pieces.example/back",
                        "https://pieces.example:8443/back",
                        "http://pieces.example/back",
                        "HTTPS://PIECES.EXAMPLE/BACK",
                        "https://pieces.example\\@evil.test/back",
                        "//evil.test",
                        "javascript:alert(1)",
                        "urn:ietf:wg:oauth:2.0:oob",
                        "")
                .map(redirect -> DynamicTest.dynamicTest("to " + redirect, () -> {
                    HttpResponse<String> answer = new Visitor()
                            .get(running.authorization(
                                    "pieces-app", redirect, READS, Map.of("aud", RunningRealm.GATEWAY + "/fhir")));

                    assertThat(answer.statusCode()).isEqualTo(400);
                    assertThat(answer.headers().firstValue("Location")).isEmpty();
                }));
    }

    @TestFactory
    Stream<DynamicTest> noProofCanBeLeftOut() {
        return Stream.of("code_challenge", "code_challenge_method", "both")
                .map(left -> DynamicTest.dynamicTest(left, () -> {
                    Map<String, String> parameters = new LinkedHashMap<>(Map.of(
                            "client_id",
                            "pieces-app",
                            "response_type",
                            "code",
                            "redirect_uri",
                            REDIRECT,
                            "scope",
                            READS,
                            "state",
                            "state",
                            "aud",
                            RunningRealm.GATEWAY + "/fhir",
                            "code_challenge",
                            Realm.challenge(),
                            "code_challenge_method",
                            "S256"));
                    if (left.equals("both")) {
                        parameters.remove("code_challenge");
                        parameters.remove("code_challenge_method");
                    } else {
                        parameters.remove(left);
                    }
                    HttpResponse<String> answer = new Visitor().get(running.realm.authorization(parameters));

                    assertThat(Visitor.location(answer).toString()).contains("error=invalid_request");
                }));
    }

    @TestFactory
    Stream<DynamicTest> noTokenComesInAnAddress() {
        return Stream.of("token", "id_token", "id_token token", "code token", "code id_token", "none")
                .map(type -> DynamicTest.dynamicTest(type, () -> {
                    Map<String, String> parameters = Map.of("response_type", type, "nonce", "n", "aud", "x");
                    HttpResponse<String> answer =
                            new Visitor().get(running.authorization("pieces-app", REDIRECT, READS, parameters));

                    String where = answer.headers().firstValue("Location").orElse("error=");
                    assertThat(where).contains("error=").doesNotContain("access_token", "id_token=");
                }));
    }

    @TestFactory
    Stream<DynamicTest> noOtherGrantGivesAToken() {
        Map<String, String> person = Map.of("username", "pieces-pat", "password", PASSWORD);
        return Stream.of(
                        "password",
                        "client_credentials",
                        "urn:ietf:params:oauth:grant-type:token-exchange",
                        "urn:ietf:params:oauth:grant-type:device_code",
                        "urn:openid:params:grant-type:ciba",
                        "urn:ietf:params:oauth:grant-type:uma-ticket",
                        "urn:ietf:params:oauth:grant-type:jwt-bearer",
                        "implicit")
                .flatMap(grant -> Stream.of("pieces-app", "portal", "admin-cli", "account-console")
                        .map(client -> DynamicTest.dynamicTest(client + " " + grant, () -> {
                            Map<String, String> form = new HashMap<>(person);
                            form.put("grant_type", grant);
                            form.put("client_id", client);
                            form.put("subject_token", "x");
                            form.put("audience", RunningRealm.GATEWAY + "/fhir");

                            assertThat(running.realm.form("/token", form).has("access_token"))
                                    .isFalse();
                        })));
    }

    private Map<String, String> ceremony(Map<String, String> more) {
        Map<String, String> request = new LinkedHashMap<>(Map.of(
                "response_type", "code",
                "redirect_uri", CALLBACK,
                "scope", "openid purpose/TREAT patient/Observation.rs period/P30D",
                "prompt", "consent",
                "state", "state",
                "nonce", "nonce",
                "code_challenge", Realm.challenge(),
                "code_challenge_method", "S256"));
        request.putAll(more);
        return request;
    }

    private String pushed() throws Exception {
        return running.realm
                .pushed("consent-hospital-c", running.hospitalKey, ceremony(Map.of()))
                .path("request_uri")
                .asString();
    }

    /**
     * For its minute Keycloak shows a pushed request again to whoever knows it, as RFC 9126 lets a server do for pages that
     * are loaded again. What it comes back with is spent at the gateway, whose state is good once.
     */
    @Test
    void aPushedRequestIsForItsClient() throws Exception {
        String uri = pushed();

        assertThat(shows(uri, "pieces-app")).as("another client's").isFalse();
        assertThat(shows(pushed(), "consent-hospital-c")).as("its own").isTrue();
        assertThat(shows(uri.substring(0, uri.length() - 4) + "AAAA", "consent-hospital-c"))
                .as("made up")
                .isFalse();
        assertThat(shows("https://evil.test/request.jwt", "consent-hospital-c"))
                .as("elsewhere")
                .isFalse();
    }

    /** Whether the sign-in page comes. */
    private boolean shows(String requestUri, String client) throws Exception {
        Visitor visitor = new Visitor();
        URI address = running.realm.authorization(Map.of("client_id", client, "request_uri", requestUri));
        HttpResponse<String> answer = visitor.followWithin(running.issuer(), visitor.get(address));
        return answer.statusCode() == 200 && answer.body().contains("password");
    }

    /** What the browser adds to a pushed request is not asked for. */
    @Test
    void aBrowserAddsNothingToAPushedRequest() throws Exception {
        Map<String, String> parameters = new LinkedHashMap<>(Map.of(
                "client_id",
                "consent-hospital-c",
                "request_uri",
                pushed(),
                "scope",
                "openid purpose/HRESCH patient/Condition.rs period/P365D",
                "prompt",
                "none",
                "redirect_uri",
                "https://evil.test/"));
        Visitor visitor = new Visitor();
        HttpResponse<String> screen =
                running.signIn(visitor, running.realm.authorization(parameters), "pieces-two", PASSWORD);

        assertThat(screen.statusCode()).isEqualTo(200);
        assertThat(screen.body()).contains("30 days").doesNotContain("evil.test", "365", "research");
    }

    /** The ceremony's client asks through the back door only. */
    @Test
    void aCeremonyIsNotAskedForInAnAddress() throws Exception {
        Map<String, String> parameters = ceremony(Map.of("client_id", "consent-hospital-c"));

        HttpResponse<String> answer = new Visitor().get(running.realm.authorization(parameters));

        assertThat(answer.body()).doesNotContain("name=\"password\"");
    }

    @TestFactory
    Stream<DynamicTest> aCeremonyIsNotPushedToAnotherPlaceOrByAnother() {
        return Stream.of(
                        Map.of("redirect_uri", "https://evil.test/consent/callback"),
                        Map.of("redirect_uri", RunningRealm.GATEWAY + "/"),
                        Map.of("redirect_uri", CALLBACK + "/../../fhir"),
                        Map.of("scope", "openid system/*.cruds"),
                        Map.of("code_challenge_method", "plain"),
                        Map.of("response_type", "token"))
                .map(twist -> DynamicTest.dynamicTest(twist.toString(), () -> {
                    JsonNode answer = running.realm.pushed("consent-hospital-c", running.hospitalKey, ceremony(twist));
                    if (answer.has("request_uri")) {
                        assertThat(shows(answer.path("request_uri").asString(), "consent-hospital-c"))
                                .isFalse();
                    }
                }));
    }

    @Test
    void nobodyButTheGatewayPushesACeremony() throws Exception {
        assertThat(running.realm
                        .pushed("consent-hospital-c", EcJwk.generate(EcJwk.Curve.P384), ceremony(Map.of()))
                        .has("request_uri"))
                .isFalse();
        assertThat(running.realm
                        .form("/ext/par/request", ceremony(Map.of("client_id", "consent-hospital-c")))
                        .has("request_uri"))
                .isFalse();
    }
}
