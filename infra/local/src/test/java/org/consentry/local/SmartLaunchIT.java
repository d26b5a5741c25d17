package org.consentry.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.consentry.local.realm.App;
import org.consentry.local.realm.Person;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** SMART App Launch 2.2 as an app sees it: standalone by a patient, from the gateway by a practitioner. */
class SmartLaunchIT {
    private static final String REDIRECT = "https://app.example/back";
    private static final String PASSWORD = "a long and private word";
    private static final String STANDALONE = "openid fhirUser launch/patient offline_access patient/Observation.rs";
    private static String secret = "";

    private final RunningRealm running = RunningRealm.shared();

    @BeforeAll
    static void register() {
        RunningRealm running = RunningRealm.shared();
        List<URI> redirects = List.of(URI.create(REDIRECT));
        running.clients().app(new App("open-app", "Open app", redirects, Optional.empty(), false));
        running.clients().app(new App("third-app", "Third app", redirects, Optional.empty(), false));
        secret = running.clients()
                .app(new App("secret-app", "Secret app", redirects, Optional.empty(), true))
                .orElseThrow();
        running.people.ensure(new Person("smart-pat", "Pat", "Smart", "patient", "Patient/smart-pat", ""), PASSWORD);
        running.people.ensure(
                new Person("dr-smart", "Dee", "Smart", "practitioner", "Practitioner/dr-smart", "hospital-c"),
                PASSWORD);
        running.people.ensure(
                new Person("dr-other", "Otto", "Other", "practitioner", "Practitioner/dr-other", "hospital-c"),
                PASSWORD);
    }

    @Test
    void anAppAsksForNoMoreThanReading() throws Exception {
        for (String scope : List.of("system/*.rs", "patient/*.cruds", "user/*.cruds")) {
            HttpResponse<String> answer =
                    new Visitor().get(running.authorization("open-app", REDIRECT, "openid " + scope, Map.of()));
            assertThat(Visitor.location(answer).toString()).as(scope).contains("error=invalid_scope");
        }
    }

    /** Whoever names another server was led astray by it; a launch that names none is told so. */
    @Test
    void aLaunchForAnotherServerIsRefused() throws Exception {
        for (Map<String, String> audience : List.of(
                Map.of("aud", "https://elsewhere.test/fhir"),
                Map.of("aud", RunningRealm.GATEWAY + "/fhir/Patient"),
                Map.<String, String>of())) {
            HttpResponse<String> answer =
                    new Visitor().get(running.authorization("open-app", REDIRECT, STANDALONE, audience));
            assertThat(Visitor.location(answer).toString()).contains("error=invalid_request");
        }
    }

    @Test
    void aCodeWithoutItsProofIsWorthNothing() throws Exception {
        Map<String, String> wrong = Map.of(
                "grant_type", "authorization_code",
                "client_id", "open-app",
                "code", launch("open-app", STANDALONE, Map.of(), "smart-pat"),
                "redirect_uri", REDIRECT,
                "code_verifier", "another-verifier-of-enough-letters-for-every-server-012345678");

        assertThat(running.realm.form("/token", wrong).path("error").asString()).isEqualTo("invalid_grant");
        HttpResponse<String> plain = new Visitor()
                .get(running.authorization("open-app", REDIRECT, STANDALONE, Map.of("code_challenge_method", "plain")));
        assertThat(Visitor.location(plain).toString()).contains("error=invalid_request");
    }

    /** Row MR-06: two apps that compare what they hold do not find the same account. */
    @Test
    void anAppKnowsAPersonByANameOfItsOwn() throws Exception {
        JsonNode one =
                running.realm.exchange("open-app", launch("open-app", STANDALONE, Map.of(), "smart-pat"), REDIRECT);
        JsonNode again =
                running.realm.exchange("open-app", launch("open-app", STANDALONE, Map.of(), "smart-pat"), REDIRECT);
        JsonNode other =
                running.realm.exchange("third-app", launch("third-app", STANDALONE, Map.of(), "smart-pat"), REDIRECT);

        String name = Realm.claims(one).path("sub").asString();
        assertThat(name).isNotEmpty().isEqualTo(Realm.claims(again).path("sub").asString());
        assertThat(name)
                .isEqualTo(Realm.payload(one.path("id_token").asString())
                        .path("sub")
                        .asString());
        assertThat(Realm.claims(other).path("sub").asString()).isNotEmpty().isNotEqualTo(name);
    }

    @Test
    void aPatientsLaunchTellsTheAppWhoseRecordItIs() throws Exception {
        String code = launch("open-app", STANDALONE, Map.of(), "smart-pat");

        JsonNode tokens = running.realm.exchange("open-app", code, REDIRECT);

        assertThat(tokens.path("patient").asString()).isEqualTo("smart-pat");
        assertThat(tokens.path("token_type").asString()).isEqualTo("Bearer");
        assertThat(tokens.path("expires_in").asInt()).isBetween(1, 3600);
        assertThat(tokens.path("scope").asString().split(" "))
                .contains("launch/patient", "patient/Observation.rs", "openid", "fhirUser", "offline_access");
        assertThat(Realm.payload(tokens.path("id_token").asString())
                        .path("fhirUser")
                        .asString())
                .isEqualTo("Patient/smart-pat");
        JsonNode access = Realm.claims(tokens);
        assertThat(access.path("patient").asString()).isEqualTo("smart-pat");
        assertThat(access.path("aud").toString()).contains(RunningRealm.GATEWAY + "/fhir");
        assertThat(access.path("email_verified").asBoolean()).isTrue();
        assertThat(running.realm
                        .exchange("open-app", code, REDIRECT)
                        .path("error")
                        .asString())
                .isEqualTo("invalid_grant");
    }

    @Test
    void aRenewedTokenHasTheContextOfTheFirstAndTheOldOneIsSpent() throws Exception {
        JsonNode tokens =
                running.realm.exchange("open-app", launch("open-app", STANDALONE, Map.of(), "smart-pat"), REDIRECT);
        Map<String, String> renewal = Map.of(
                "grant_type", "refresh_token",
                "client_id", "open-app",
                "refresh_token", tokens.path("refresh_token").asString());

        JsonNode renewed = running.realm.form("/token", renewal);

        assertThat(renewed.path("patient").asString()).isEqualTo("smart-pat");
        assertThat(renewed.path("access_token").asString())
                .isNotEqualTo(tokens.path("access_token").asString());
        assertThat(running.realm.form("/token", renewal).path("error").asString())
                .isEqualTo("invalid_grant");
    }

    @Test
    void aConfidentialAppProvesItselfByItsSecret() throws Exception {
        String code = launch("secret-app", STANDALONE, Map.of(), "smart-pat");

        assertThat(running.realm
                        .exchange("secret-app", code, REDIRECT)
                        .path("error")
                        .asString())
                .isEqualTo("unauthorized_client");
        JsonNode tokens = running.realm.form(
                "/token",
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "client_id",
                        "secret-app",
                        "client_secret",
                        secret,
                        "code",
                        launch("secret-app", STANDALONE, Map.of(), "smart-pat"),
                        "redirect_uri",
                        REDIRECT,
                        "code_verifier",
                        Realm.VERIFIER));

        assertThat(tokens.path("patient").asString()).isEqualTo("smart-pat");
    }

    @Test
    void aPractitionersLaunchOpensThePatientItWasMadeFor() throws Exception {
        String id = launchId("Practitioner/dr-smart", Instant.now().plusSeconds(120));

        JsonNode tokens = ehrLaunch(id, "dr-smart");

        assertThat(tokens.path("patient").asString()).isEqualTo("launched-1");
        assertThat(Realm.claims(tokens).path("patient").asString()).isEqualTo("launched-1");
        assertThat(Realm.claims(tokens).path("fhirUser").asString()).isEqualTo("Practitioner/dr-smart");
    }

    @Test
    void aLaunchIsGoodOnceForOneAndNotForLong() throws Exception {
        String used = launchId("Practitioner/dr-smart", Instant.now().plusSeconds(120));
        ehrLaunch(used, "dr-smart");
        String other = launchId("Practitioner/dr-smart", Instant.now().plusSeconds(120));
        String late = launchId("Practitioner/dr-smart", Instant.now().minusSeconds(1));

        assertThat(ehrLaunch(used, "dr-smart").has("patient")).as("used").isFalse();
        assertThat(ehrLaunch(other, "dr-other").has("patient")).as("of another").isFalse();
        assertThat(ehrLaunch(late, "dr-smart").has("patient")).as("late").isFalse();
        assertThat(ehrLaunch("bm90IGEgbGF1bmNoIGlkIGF0IGFsbCwgYnV0IGxvbmc", "dr-smart")
                        .has("patient"))
                .as("made up")
                .isFalse();
    }

    private JsonNode ehrLaunch(String id, String username) throws Exception {
        String code = launch("open-app", "openid fhirUser launch user/*.rs", Map.of("launch", id), username);
        return running.realm.exchange("open-app", code, REDIRECT);
    }

    /** Signs in, says yes where asked, and gives the code that the app gets. */
    private String launch(String client, String scope, Map<String, String> more, String username) throws Exception {
        Visitor visitor = new Visitor();
        Map<String, String> parameters = new HashMap<>(more);
        parameters.put("aud", RunningRealm.GATEWAY + "/fhir");
        HttpResponse<String> page =
                running.signIn(visitor, running.authorization(client, REDIRECT, scope, parameters), username, PASSWORD);
        if (page.statusCode() == 200) {
            page = visitor.followWithin(running.issuer(), visitor.submit(page, Map.of("accept", "yes")));
        }
        return Visitor.code(page);
    }

    /** As the gateway makes it. */
    private String launchId(String user, Instant until) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(running.keycloak.eventsKey()), "HmacSHA256"));
        byte[] key = mac.doFinal("consentry smart launch".getBytes(StandardCharsets.US_ASCII));
        byte[] nonce = new byte[12];
        new SecureRandom().nextBytes(nonce);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
        byte[] sealed =
                cipher.doFinal((until.getEpochSecond() + "\nlaunched-1\n" + user).getBytes(StandardCharsets.UTF_8));
        byte[] whole = new byte[nonce.length + sealed.length];
        System.arraycopy(nonce, 0, whole, 0, nonce.length);
        System.arraycopy(sealed, 0, whole, nonce.length, sealed.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
    }
}
