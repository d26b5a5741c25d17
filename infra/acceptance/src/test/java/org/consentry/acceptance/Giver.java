package org.consentry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.consentry.crypto.signature.DetachedJws;
import org.consentry.crypto.signature.PublicJwk;
import tools.jackson.databind.JsonNode;

/** A patient who allows Lakeside General to read, and the administrator of the identity provider beside her. */
final class Giver {
    private static final Duration FRESH = Duration.ofMinutes(2);
    private static final String NOTHING = "{\"resourceType\":\"Parameters\"}";

    private final Exchange exchange;
    private final SignedIn person;
    private final String patient;
    private final ECKey key;
    private String token = "";
    private Instant since = Instant.EPOCH;
    private int asked;

    /** @param patient logical id of the Patient */
    Giver(Exchange exchange, String user, String patient) throws JOSEException {
        this.exchange = exchange;
        this.person = new SignedIn(exchange, user);
        this.patient = patient;
        this.key = new ECKeyGenerator(Curve.P_256).generate();
    }

    SignedIn person() {
        return person;
    }

    /** The key of a device that only this test has. */
    void makeKey() throws Exception {
        HttpResponse<String> registered = key("$register-key");
        if (registered.statusCode() == 409) {
            // The portal has made one already, in another browser.
            registered = key("$recover-key");
        }
        assertThat(registered.statusCode()).as(registered.body()).isIn(200, 201);
    }

    private HttpResponse<String> key(String operation) throws Exception {
        String jwk = key.toPublicJWK().toJSONString();
        return call(
                "POST",
                "/fhir/Patient/" + patient + "/" + operation,
                Exchange.JSON.writeValueAsString(Map.of(
                        "resourceType",
                        "Parameters",
                        "parameter",
                        List.of(Map.of("name", "jwk", "valueString", jwk)))));
    }

    HttpResponse<String> call(String method, String path, String body) throws Exception {
        return person.call(token(), method, path, body);
    }

    /** Asked, seen on Keycloak's screen, signed. */
    String grant() throws Exception {
        Instant end =
                Instant.now().plus(Duration.ofDays(20)).plusSeconds(++asked).truncatedTo(ChronoUnit.SECONDS);
        String consent = Exchange.JSON
                .readTree(exchange.post(
                                "hospital-b", "/fhir/Consent", "application/fhir+json", """
                                {"resourceType":"Consent","status":"proposed","patient":{"reference":"Patient/%s"},
                                 "provision":{"period":{"end":"%s"},"purpose":[{"code":"TREAT"}],
                                 "class":[{"code":"Observation"}]}}""".formatted(patient, end))
                        .body())
                .path("id")
                .asString();
        String path = "/fhir/Consent/" + consent + "/";
        URI screen = URI.create(SignedIn.parameter(call("POST", path + "$authorize", NOTHING), "redirect")
                .path("valueUrl")
                .asString());
        HttpResponse<String> landed = person.yes(screen);
        assertThat(landed.headers().firstValue("Location").orElse("")).endsWith("/finish");
        JsonNode payload = SignedIn.parameter(call("GET", path + "$signing", ""), "payload");
        String signature = DetachedJws.sign(
                Base64.getDecoder().decode(payload.path("valueBase64Binary").asString()),
                key.toECPrivateKey(),
                PublicJwk.of(key.toECPublicKey()).thumbprint());
        HttpResponse<String> done = call(
                "POST",
                path + "$complete",
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"signature\",\"valueString\":\"" + signature
                        + "\"}]}");
        assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
        return consent;
    }

    /** How Lakeside General is answered that asks for her observations. */
    int reads() throws Exception {
        return exchange.get("hospital-b", "/fhir/Observation?patient=" + patient)
                .statusCode();
    }

    /** Signed in lately enough for the consent screen, which asks for five minutes. */
    private String token() throws Exception {
        if (since.plus(FRESH).isBefore(Instant.now())) {
            token = person.token("portal", exchange.gateway() + "/signed-in");
            since = Instant.now();
        }
        return token;
    }

    /** The realm's address for administrators. */
    String realm() {
        return exchange.url("keycloak").replace("/realms/", "/admin/realms/");
    }

    /** Keycloak's id of an account. */
    String account(String administrator, String username) throws Exception {
        return Exchange.JSON
                .readTree(person.call(administrator, "GET", realm() + "/users?exact=true&username=" + username, "")
                        .body())
                .path(0)
                .path("id")
                .asString();
    }

    String administrator() throws Exception {
        Properties secrets = new Properties();
        try (Reader in = Files.newBufferedReader(RunningExchange.shared().data().resolve("secrets.properties"))) {
            secrets.load(in);
        }
        String form = SignedIn.form(Map.of(
                "grant_type", "password",
                "client_id", "admin-cli",
                "username", "admin",
                "password", secrets.getProperty("keycloak.admin")));
        return Exchange.JSON
                .readTree(exchange.anonymously(
                                exchange.request(exchange.url("keycloak").replaceFirst("/realms/.*", "/realms/master")
                                                + "/protocol/openid-connect/token")
                                        .header("Content-Type", "application/x-www-form-urlencoded")
                                        .POST(HttpRequest.BodyPublishers.ofString(form)))
                        .body())
                .path("access_token")
                .asString();
    }
}
