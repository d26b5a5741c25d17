package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
<<<<<<< HEAD
=======
import static org.consentry.gateway.live.OpenCases.VICTIM;
>>>>>>> fd94e73 (web: an app is started for one patient, and discovery says what was tried)

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
<<<<<<< HEAD
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.consentry.crypto.envelope.DataKey;
import org.consentry.crypto.envelope.SealedKey;
import org.consentry.crypto.signature.PublicJwk;
import org.consentry.crypto.umbral.KeyFrags;
import org.consentry.crypto.umbral.SecretKey;
import org.consentry.crypto.umbral.Signer;
import org.consentry.crypto.umbral.VerifiedKeyFrag;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** New keys in place of old ones: everything is sealed anew by the patient's device, or nothing changes. */
class KeyRotationIT {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static LiveGateway gateway;
    private static int number;

    private final String patient = "p" + ++number;
    private final String reader = "reader-" + number;
    private final UmbralDevice device = new UmbralDevice(gateway, patient);
    private final SecretKey next = SecretKey.random(RANDOM);
    private final SecretKey nextSigner = SecretKey.random(RANDOM);
    private final ECKey nextSigning;
    private final byte[] content = ("content of " + patient).getBytes(StandardCharsets.UTF_8);
    private String binary = "";

    KeyRotationIT() throws JOSEException {
        nextSigning = new ECKeyGenerator(Curve.P_256).generate();
    }

    @BeforeAll
    static void start() {
        gateway = LiveGateway.start();
=======
import java.net.http.HttpResponse;
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
class KeyRotationIT {
    private static OpenCases world;

    @BeforeAll
    static void start() {
        world = OpenCases.start();
>>>>>>> fd94e73 (web: an app is started for one patient, and discovery says what was tried)
    }

    @AfterAll
    static void stop() {
<<<<<<< HEAD
        gateway.close();
    }

    @BeforeEach
    void newPatientWithContent() {
        LiveGateway.expect(
                gateway.put(
                        gateway.member("hospital-a"),
                        "/fhir/Patient/" + patient,
                        "{'resourceType':'Patient','id':'" + patient + "'}"),
                201);
        device.register();
        binary = upload(content);
        document(binary);
    }

    private String upload(byte[] bytes) {
        return LiveGateway.expect(
                        gateway.send(gateway.request(
                                        gateway.member("hospital-a"),
                                        "/fhir/Binary",
                                        "X-Security-Context",
                                        "Patient/" + patient)
                                .header("Content-Type", "text/plain")
                                .header("Accept", "application/fhir+json")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))),
                        201)
                .path("id")
                .asString("");
    }

    private void document(String url) {
        LiveGateway.expect(
                gateway.post(
                        gateway.member("hospital-a"),
                        "/fhir/DocumentReference",
                        "{'resourceType':'DocumentReference','status':'current','subject':{'reference':'Patient/"
                                + patient + "'},'content':[{'attachment':{'url':'Binary/" + url + "'}}]}"),
                201);
    }

    private JsonNode sealedKeys() {
        return LiveGateway.expect(
                        gateway.get(
                                gateway.patient(patient),
                                "/fhir/Patient/" + patient + "/$sealed-keys?publicKey=" + hex(next)),
                        200)
                .path("parameter");
    }

    private static String hex(SecretKey key) {
        return HexFormat.of().formatHex(key.publicKey().toBytes());
    }

    private String statement() {
        try {
            return "consentry-key-rotation-v1\nPatient/" + patient + "\n"
                    + PublicJwk.of(nextSigning.toECPublicKey()).thumbprint().value() + "\ndocuments " + hex(next) + " "
                    + hex(nextSigner) + "\n";
=======
        world.close();
    }

    @Test
    void refusesANewKeyWithoutAFreshSignIn() {
        ECKey key = key();

        for (Instant signedIn : List.of(Instant.now().minusSeconds(301), Instant.EPOCH)) {
            assertThat(rotate(person(VICTIM, signedIn), VICTIM, key).statusCode()).isEqualTo(401);
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
                person(VICTIM, Instant.now()), "/fhir/Patient/" + VICTIM + "/$rotate-key", body(key().toJSONString()));

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
        assertThat(rotate(token, "rotating-7", old).statusCode()).as("comes back").isEqualTo(409);
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
        assertThat(world.gateway.post(world.gateway.patient(VICTIM), path, nothing())
                        .statusCode())
                .isEqualTo(403);
    }

    /** As the identity provider reads it. */
    private static String opened(String launch) throws Exception {
        byte[] bytes = Base64.getUrlDecoder().decode(launch);
        Mac mac = Mac.getInstance("HmacSHA256");
        String key = world.gateway.bean(IdentitySettings.class).keycloakEventsKey();
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(key), "HmacSHA256"));
        SecretKeySpec secret = new SecretKeySpec(mac.doFinal("consentry smart launch".getBytes("US-ASCII")), "AES");
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, secret, new GCMParameterSpec(128, bytes, 0, 12));
        return new String(cipher.doFinal(bytes, 12, bytes.length - 12), "UTF-8");
    }

    private static String person(String id, Instant signedIn) {
        return world.gateway.issuer.sign(world.gateway
                .issuer
                .claims(LiveGateway.audience(), "portal", "account-" + id, List.of("patient"))
                .claim("fhirUser", "Patient/" + id)
                .claim("email_verified", true)
                .claim("auth_time", signedIn.getEpochSecond())
                .build());
    }

    private static HttpResponse<String> rotate(String token, String patient, ECKey key) {
        return world.gateway.post(
                token,
                "/fhir/Patient/" + patient + "/$rotate-key",
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
>>>>>>> fd94e73 (web: an app is started for one patient, and discovery says what was tried)
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

<<<<<<< HEAD
    private ObjectNode handover(String signature, JsonNode sealed) {
        ObjectNode body = UmbralDevice.umbral("documents", next.publicKey(), nextSigner.publicKey());
        ArrayNode all = body.withArray("parameter");
        all.addObject()
                .put("name", "jwk")
                .put("valueString", nextSigning.toPublicJWK().toJSONString());
        all.addObject().put("name", "signature").put("valueString", signature);
        for (JsonNode each : sealed) {
            ArrayNode part = all.addObject().put("name", "resealed").putArray("part");
            part.addObject()
                    .put("name", "content")
                    .put("valueString", each.at("/part/0/valueString").asString(""));
            byte[] old = Base64.getDecoder()
                    .decode(each.at("/part/1/valueBase64Binary").asString(""));
            try (DataKey key =
                    SealedKey.fromBytes(old).orThrow().open(device.delegating()).orThrow()) {
                part.addObject()
                        .put("name", "sealedKey")
                        .put(
                                "valueBase64Binary",
                                Base64.getEncoder()
                                        .encodeToString(SealedKey.to(next.publicKey(), key, RANDOM)
                                                .toBytes()));
            }
        }
        return body;
    }

    private String signed() {
        return gateway.ceremonies.signature(patient, statement().getBytes(StandardCharsets.UTF_8));
    }

    private HttpResponse<String> rotate(ObjectNode body) {
        return gateway.post(gateway.patient(patient), "/fhir/Patient/" + patient + "/$rotate-key", body.toString());
    }

    private byte[] opened(SecretKey with) throws IOException {
        JsonNode told =
                LiveGateway.expect(gateway.get(gateway.patient(patient), "/fhir/Binary/" + binary + "/$sealed"), 200);
        try (DataKey key = UmbralDevice.sealedKey(told).open(with).orThrow()) {
            return UmbralDevice.opened(told, key, device.ciphertext(binary));
        }
    }

    @Test
    void sealsEverythingToTheNewKey() throws IOException {
        assertThat(opened(device.delegating())).isEqualTo(content);

        LiveGateway.expect(rotate(handover(signed(), sealedKeys())), 200);

        assertThat(opened(next)).isEqualTo(content);
        assertThat(sealedKeys()).isEmpty();
        assertThat(gateway.get(gateway.patient(patient), "/fhir/Patient/" + patient + "/$keys")
                        .body())
                .contains(hex(next))
                .doesNotContain(hex(device.delegating()));
        binary = upload("what came afterwards".getBytes(StandardCharsets.UTF_8));
        assertThat(opened(next)).asString(StandardCharsets.UTF_8).isEqualTo("what came afterwards");
    }

    @Test
    void changesNothingWhileAContentIsMissing() throws IOException {
        JsonNode before = sealedKeys();
        document(upload("another".getBytes(StandardCharsets.UTF_8)));

        HttpResponse<String> answer = rotate(handover(signed(), before));

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(opened(device.delegating())).isEqualTo(content);
        assertThat(gateway.get(gateway.patient(patient), "/fhir/Patient/" + patient + "/$keys")
                        .body())
                .contains(hex(device.delegating()));
    }

    @Test
    void refusesNewKeysThatTheOldOneDidNotSign() {
        JsonNode sealed = sealedKeys();
        String other = gateway.ceremonies.signature(patient, "something else".getBytes(StandardCharsets.UTF_8));

        assertThat(rotate(handover(other, sealed)).statusCode()).isEqualTo(403);
        assertThat(rotate(handover("", sealed)).statusCode()).isIn(400, 403);
        assertThat(gateway.post(
                                gateway.patient("somebody-else"),
                                "/fhir/Patient/" + patient + "/$rotate-key",
                                handover(signed(), sealed).toString())
                        .statusCode())
                .isEqualTo(403);
        assertThat(gateway.get(
                                gateway.patient("somebody-else"),
                                "/fhir/Patient/" + patient + "/$sealed-keys?publicKey=" + hex(next))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void refusesASealedKeyThatIsNone() {
        ObjectNode body = handover(signed(), LiveGateway.JSON.createArrayNode());
        ArrayNode part =
                body.withArray("parameter").addObject().put("name", "resealed").putArray("part");
        part.addObject()
                .put("name", "content")
                .put("valueString", sealedKeys().at("/0/part/0/valueString").asString(""));
        part.addObject().put("name", "sealedKey").put("valueBase64Binary", "AAAA");

        assertThat(rotate(body).statusCode()).isEqualTo(422);
    }

    /** Fragments of the old key open nothing any more; the device brings new ones for the consents that stand. */
    @Test
    void goesOnSharingUnderTheConsentsThatStand() throws Exception {
        SecretKey receiving = UmbralDevice.receiving(gateway, reader);
        String consent = device.grant(
                reader,
                receiving.publicKey(),
                "{'period':{'end':'" + gateway.clock.instant().plus(Duration.ofDays(5))
                        + "'},'purpose':[{'code':'TREAT'}],'class':[{'code':'DocumentReference'}]}");
        ObjectNode body = handover(signed(), sealedKeys());
        VerifiedKeyFrag fragment = KeyFrags.of(1, 1)
                .make(next, receiving.publicKey(), new Signer(nextSigner, RANDOM), RANDOM)
                .getFirst();
        ArrayNode part =
                body.withArray("parameter").addObject().put("name", "kfrag").putArray("part");
        part.addObject().put("name", "consent").put("valueString", consent);
        part.addObject().put("name", "scope").put("valueString", "documents");
        part.addObject()
                .put("name", "bytes")
                .put("valueBase64Binary", Base64.getEncoder().encodeToString(fragment.toBytes()));
        part.addObject().put("name", "verifyingKey").put("valueString", hex(nextSigner));

        LiveGateway.expect(rotate(body), 200);
        document(upload("after the rotation".getBytes(StandardCharsets.UTF_8)));

        String member = gateway.member(reader);
        JsonNode delivery = LiveGateway.expect(gateway.get(member, "/deliveries/" + delivery(2)), 200);
        byte[] ciphertext = gateway.bytes(
                gateway.request(member, delivery.path("uri").asString("")).GET());
        assertThat(delivery.path("delegatingKey").asString("")).isEqualTo(hex(next));
        assertThat(UmbralDevice.open(delivery, receiving, ciphertext))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("after the rotation");
    }

    private String delivery(int count) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (System.nanoTime() < end) {
            List<String> ids = JdbcClient.create(gateway.database.dataSource())
                    .sql("select id from delivery where recipient = :reader order by created")
                    .param("reader", reader)
                    .query(String.class)
                    .list();
            if (ids.size() == count) {
                return ids.getLast();
            }
        }
        throw new AssertionError("not announced in time");
    }

    @Test
    void endsTheFragmentsThatWereMadeForAMembersOldKey() {
        SecretKey receiving = UmbralDevice.receiving(gateway, reader);
        device.grant(
                reader,
                receiving.publicKey(),
                "{'period':{'end':'" + gateway.clock.instant().plus(Duration.ofDays(5))
                        + "'},'purpose':[{'code':'TREAT'}],'class':[{'code':'DocumentReference'}]}");
        ObjectNode keys = UmbralDevice.umbral("receiving", next.publicKey(), next.publicKey());

        LiveGateway.expect(
                gateway.post(gateway.member(reader), "/fhir/Organization/" + reader + "/$rotate-key", keys.toString()),
                200);

        assertThat(gateway.get(gateway.member("hospital-a"), "/fhir/Organization/" + reader + "/$keys")
                        .body())
                .contains(hex(next));
        assertThat(JdbcClient.create(gateway.database.dataSource())
                        .sql("select count(*) from kfrag where recipient = :reader and sealed is not null")
                        .param("reader", reader)
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThat(gateway.post(
                                gateway.member("hospital-a"),
                                "/fhir/Organization/" + reader + "/$rotate-key",
                                keys.toString())
                        .statusCode())
                .isEqualTo(403);
=======
    private static String thumbprint(ECKey key) {
        try {
            return key.computeThumbprint().toString();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
>>>>>>> fd94e73 (web: an app is started for one patient, and discovery says what was tried)
    }
}
