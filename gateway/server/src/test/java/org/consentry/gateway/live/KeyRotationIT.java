package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
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
    }

    @AfterAll
    static void stop() {
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
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

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
    }
}
