package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.live.OpenCases.VICTIM;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.consentry.gateway.identity.IdentitySettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A lost key is replaced and what it signed stays signed (MR-12); an app is started for one patient. */
class KeyRecoveryIT {
    private static OpenCases world;

    @BeforeAll
    static void start() {
        world = OpenCases.start();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void refusesANewKeyWithoutAFreshSignIn() {
        ECKey key = key();

        for (Instant signedIn : List.of(Instant.now().minusSeconds(301), Instant.EPOCH)) {
            assertThat(rotate(person(VICTIM, signedIn), VICTIM, key).statusCode())
                    .isEqualTo(401);
        }
        assertThat(rotate(world.gateway.patient(VICTIM), VICTIM, key).statusCode())
                .isEqualTo(401);
    }

    @Test
    void refusesEverybodyButTheOwner() {
        ECKey key = key();

        assertThat(rotate(person("another-7", Instant.now()), VICTIM, key).statusCode())
                .isEqualTo(403);
        assertThat(rotate(world.gateway.member("hospital-a"), VICTIM, key).statusCode())
                .isEqualTo(403);
    }

    @Test
    void refusesAPrivateKey() {
        HttpResponse<String> answer = world.gateway.post(
                person(VICTIM, Instant.now()), "/fhir/Patient/" + VICTIM + "/$recover-key", body(key().toJSONString()));

        assertThat(answer.statusCode()).isEqualTo(400);
    }

    @Test
    void refusesToReplaceWhatIsNotThere() {
        assertThat(rotate(person("keyless-8", Instant.now()), "keyless-8", key())
                        .statusCode())
                .isEqualTo(409);
    }

    @Test
    void theOldKeySignsNothingMoreAndStaysReadable() {
        world.gateway.ceremonies.register("rotating-7");
        ECKey old = world.gateway.ceremonies.devices().get("rotating-7");
        ECKey fresh = key();
        String token = person("rotating-7", Instant.now());

        JsonNode keys = LiveGateway.expect(rotate(token, "rotating-7", fresh), 200);

        assertThat(values(keys, "kid")).containsExactly(thumbprint(fresh));
        assertThat(keys.toString()).contains(thumbprint(old), "\"retired\"", "\"until\"");
        assertThat(rotate(token, "rotating-7", old).statusCode())
                .as("comes back")
                .isEqualTo(409);
        assertThat(rotate(token, "rotating-7", fresh).statusCode()).as("again").isEqualTo(200);
    }

    @Test
    void aConsentIsSignedByTheNewKeyAndOneOfTheOldKeyStands() {
        String before = world.gateway.ceremonies.grant("hospital-k", VICTIM, world.provision("Observation"));
        ECKey old = world.gateway.ceremonies.devices().get(VICTIM);
        ECKey fresh = key();
        LiveGateway.expect(rotate(person(VICTIM, Instant.now()), VICTIM, fresh), 200);

        String refused = world.gateway.ceremonies.ask("hospital-l", VICTIM, world.provision("Observation"));
        world.gateway.ceremonies.begin(VICTIM, refused);
        world.gateway.ceremonies.devices().put(VICTIM, fresh);
        String after = world.gateway.ceremonies.grant("hospital-m", VICTIM, world.provision("Observation"));

        for (String id : List.of(before, after)) {
            JsonNode consent =
                    LiveGateway.expect(world.gateway.get(world.gateway.patient(VICTIM), "/fhir/Consent/" + id), 200);
            assertThat(consent.path("status").asString()).isEqualTo("active");
        }
        JsonNode keys = LiveGateway.expect(
                world.gateway.get(world.gateway.patient(VICTIM), "/fhir/Patient/" + VICTIM + "/$keys"), 200);
        assertThat(keys.toString()).contains(thumbprint(old), thumbprint(fresh));
    }

    @Test
    void anAppIsStartedForAPatientByWhoMayReadThePatient() throws Exception {
        String doctor = world.gateway.practitioner("dr-a", "hospital-a", "user/*.rs");
        String stranger = world.gateway.practitioner("dr-z", "hospital-z", "user/*.rs");
        String path = "/fhir/Patient/" + VICTIM + "/$launch";

        String launch = values(LiveGateway.expect(world.gateway.post(doctor, path, nothing()), 200), "launch")
                .getFirst();

        assertThat(opened(launch)).contains("\n" + VICTIM + "\nPractitioner/dr-a");
        assertThat(launch).doesNotContain(VICTIM);
        assertThat(world.gateway.post(stranger, path, nothing()).statusCode()).isEqualTo(404);
        assertThat(world.gateway
                        .post(world.gateway.patient(VICTIM), path, nothing())
                        .statusCode())
                .isEqualTo(403);
    }

    /** As the identity provider reads it. */
    private static String opened(String launch) throws Exception {
        byte[] bytes = Base64.getUrlDecoder().decode(launch);
        Mac mac = Mac.getInstance("HmacSHA256");
        String key = world.gateway.bean(IdentitySettings.class).keycloakEventsKey();
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(key), "HmacSHA256"));
        SecretKeySpec secret =
                new SecretKeySpec(mac.doFinal("consentry smart launch".getBytes(StandardCharsets.US_ASCII)), "AES");
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, secret, new GCMParameterSpec(128, bytes, 0, 12));
        return new String(cipher.doFinal(bytes, 12, bytes.length - 12), StandardCharsets.UTF_8);
    }

    private static String person(String id, Instant signedIn) {
        return world.gateway.issuer.sign(world.gateway
                .issuer
                .claims(LiveSettings.audience(), "portal", "account-" + id, List.of("patient"))
                .claim("fhirUser", "Patient/" + id)
                .claim("email_verified", true)
                .claim("auth_time", signedIn.getEpochSecond())
                .build());
    }

    private static HttpResponse<String> rotate(String token, String patient, ECKey key) {
        return world.gateway.post(
                token,
                "/fhir/Patient/" + patient + "/$recover-key",
                body(key.toPublicJWK().toJSONString()));
    }

    private static String body(String jwk) {
        return LiveGateway.JSON
                .createObjectNode()
                .put("resourceType", "Parameters")
                .set(
                        "parameter",
                        LiveGateway.JSON
                                .createArrayNode()
                                .add(LiveGateway.JSON
                                        .createObjectNode()
                                        .put("name", "jwk")
                                        .put("valueString", jwk)))
                .toString();
    }

    private static String nothing() {
        return "{'resourceType':'Parameters','parameter':[]}";
    }

    private static List<String> values(JsonNode parameters, String name) {
        return parameters
                .path("parameter")
                .valueStream()
                .filter(each -> each.path("name").asString("").equals(name))
                .map(each -> each.path("valueString").asString(""))
                .toList();
    }

    private static ECKey key() {
        try {
            return new ECKeyGenerator(Curve.P_256).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String thumbprint(ECKey key) {
        try {
            return key.computeThumbprint().toString();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
