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
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.consentry.crypto.envelope.DataKey;
import org.consentry.crypto.envelope.SealedKey;
import org.consentry.crypto.envelope.WrappedKey;
import org.consentry.crypto.signature.PublicJwk;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A reader without Umbral is given data keys that the patient's device wrapped to its own key. */
class WrappedKeysIT {
    private static final byte[] CONTENT = "a report for nobody else".getBytes(StandardCharsets.UTF_8);
    private static LiveGateway gateway;
    private static int number;

    private final String patient;
    private final String reader;
    private final ECKey key;
    private final UmbralDevice device;

    @BeforeAll
    static void start() {
        gateway = LiveGateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    WrappedKeysIT() throws JOSEException {
        number++;
        patient = "p" + number;
        reader = "reader-" + number;
        key = new ECKeyGenerator(Curve.P_256).generate();
        device = new UmbralDevice(gateway, patient);
    }

    @BeforeEach
    void newPeople() throws JOSEException {
        String a = gateway.member("hospital-a");
        LiveGateway.expect(
                gateway.put(a, "/fhir/Patient/" + patient, "{'resourceType':'Patient','id':'" + patient + "'}"), 201);
        device.register();
        ObjectNode jwk = LiveGateway.JSON.createObjectNode().put("resourceType", "Parameters");
        jwk.putArray("parameter")
                .addObject()
                .put("name", "jwk")
                .put("valueString", key.toPublicJWK().toJSONString());
        LiveGateway.expect(
                gateway.post(gateway.member(reader), "/fhir/Organization/" + reader + "/$register-key", jwk.toString()),
                200);
        attach();
    }

    private void attach() {
        LiveGateway.expect(
                gateway.post(
                        gateway.member("hospital-a"),
                        "/fhir/DocumentReference",
                        "{'resourceType':'DocumentReference','status':'current','subject':{'reference':'Patient/"
                                + patient
                                + "'},'content':[{'attachment':{'contentType':'text/plain','data':'"
                                + Base64.getEncoder().encodeToString(CONTENT) + "'}}]}"),
                201);
    }

    private String grant() {
        return gateway.ceremonies.grant(
                reader,
                patient,
                "{'period':{'end':'" + gateway.clock.instant().plus(Duration.ofDays(5))
                        + "'},'purpose':[{'code':'TREAT'}],'class':[{'code':'DocumentReference'}]}");
    }

    private HttpResponse<String> toWrap(String consent) {
        return gateway.get(gateway.patient(patient), "/fhir/Consent/" + consent + "/$keys-to-wrap");
    }

    private static Optional<JsonNode> part(JsonNode parent, String name) {
        return parent.valueStream()
                .filter(each -> each.path("name").asString("").equals(name))
                .findFirst();
    }

    /** As the patient's device does it: open with the own key, wrap for the reader's. */
    private String wrapped(JsonNode content, ECKey to) throws JOSEException {
        byte[] sealed = Base64.getDecoder()
                .decode(part(content.path("part"), "sealedKey")
                        .orElseThrow()
                        .path("valueBase64Binary")
                        .asString(""));
        PublicJwk jwk = PublicJwk.of(to.toECPublicKey());
        try (DataKey dataKey =
                SealedKey.fromBytes(sealed).orThrow().open(device.delegating()).orThrow()) {
            return WrappedKey.of(dataKey, jwk, jwk.thumbprint().asKeyId()).compactJwe();
        }
    }

    private HttpResponse<String> wrap(String consent, String content, String jwe) {
        ObjectNode parameters = LiveGateway.JSON.createObjectNode().put("resourceType", "Parameters");
        ArrayNode part = parameters
                .putArray("parameter")
                .addObject()
                .put("name", "wrapped")
                .putArray("part");
        part.addObject().put("name", "content").put("valueString", content);
        part.addObject().put("name", "jwe").put("valueString", jwe);
        return gateway.post(
                gateway.patient(patient), "/fhir/Consent/" + consent + "/$wrap-keys", parameters.toString());
    }

    private static String id(JsonNode content) {
        return part(content.path("part"), "id")
                .orElseThrow()
                .path("valueString")
                .asString("");
    }

    private JsonNode content(String consent) {
        return part(LiveGateway.expect(toWrap(consent), 200).path("parameter"), "content")
                .orElseThrow();
    }

    private String deliveryId() {
        return JdbcClient.create(gateway.database.dataSource())
                .sql("select id from delivery where recipient = :reader")
                .param("reader", reader)
                .query(String.class)
                .single();
    }

    @Test
    void deliversToAReaderWhoHasNothingButAJwk() throws JOSEException, IOException {
        String consent = grant();
        JsonNode content = content(consent);
        LiveGateway.expect(wrap(consent, id(content), wrapped(content, key)), 200);

        String member = gateway.member(reader);
        JsonNode delivery = LiveGateway.expect(gateway.get(member, "/deliveries/" + deliveryId()), 200);
        byte[] ciphertext = gateway.bytes(
                gateway.request(member, delivery.path("uri").asString("")).GET());

        assertThat(delivery.has("cfrags")).isFalse();
        WrappedKey own = new WrappedKey(delivery.path("wrappedKey").asString(""));
        try (DataKey dataKey = ((WrappedKey.Unwrapped) own.unwrap(key.toECPrivateKey())).key()) {
            assertThat(UmbralDevice.opened(delivery, dataKey, ciphertext)).isEqualTo(CONTENT);
        }
        assertThat(part(LiveGateway.expect(toWrap(consent), 200).path("parameter"), "content"))
                .isEmpty();
    }

    @Test
    void refusesKeysWrappedForAnybodyElse() throws JOSEException {
        String consent = grant();
        JsonNode content = content(consent);
        ECKey other = new ECKeyGenerator(Curve.P_256).generate();

        assertThat(wrap(consent, id(content), wrapped(content, other)).statusCode())
                .isEqualTo(422);
        assertThat(wrap(consent, id(content), "not a jwe").statusCode()).isEqualTo(422);
        assertThat(wrap(consent, id(content), "e30.a.b.c.d").statusCode()).isEqualTo(422);
    }

    @Test
    void announcesNothingOfAnotherPatientOrOutsideOfTheConsent() throws JOSEException {
        String consent = grant();
        String jwe = wrapped(content(consent), key);

        JsonNode answer = LiveGateway.expect(wrap(consent, "11111111-1111-1111-1111-111111111111", jwe), 200);

        assertThat(answer.at("/parameter/0/valueString").asString("")).isEqualTo("0");
    }

    @Test
    void showsWhatIsToBeWrappedToThePatientAlone() {
        String consent = grant();

        for (String token :
                List.of(gateway.patient("somebody-else"), gateway.member(reader), gateway.member("hospital-a"))) {
            assertThat(gateway.get(token, "/fhir/Consent/" + consent + "/$keys-to-wrap")
                            .statusCode())
                    .isIn(403, 404);
        }
    }

    @Test
    void destroysWrappedKeysWithTheConsent() throws JOSEException {
        String consent = grant();
        JsonNode content = content(consent);
        String jwe = wrapped(content, key);
        LiveGateway.expect(wrap(consent, id(content), jwe), 200);
        String delivery = deliveryId();

        LiveGateway.expect(gateway.ceremonies.revoke(patient, consent), 200);

        assertThat(gateway.get(gateway.member(reader), "/deliveries/" + delivery)
                        .statusCode())
                .isEqualTo(410);
        assertThat(JdbcClient.create(gateway.database.dataSource())
                        .sql("select d::text from delivery d")
                        .query(String.class)
                        .list())
                .noneMatch(row -> row.contains(jwe));
        assertThat(toWrap(consent).statusCode()).isEqualTo(404);
        assertThat(wrap(consent, id(content), jwe).statusCode()).isEqualTo(404);
    }

    @Test
    void wrapsWhatArrivesLaterWhenTheDeviceComesByAgain() throws JOSEException {
        String consent = grant();
        JsonNode first = content(consent);
        LiveGateway.expect(wrap(consent, id(first), wrapped(first, key)), 200);
        gateway.send(gateway.request(
                        gateway.member("hospital-a"),
                        "/fhir/DocumentReference",
                        "Content-Type",
                        "application/fhir+json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"resourceType\":\"DocumentReference\",\"status\":\"current\",\"subject\":{\"reference\":"
                                + "\"Patient/" + patient
                                + "\"},\"content\":[{\"attachment\":{\"data\":\"bGF0ZXI=\"}}]}")));

        assertThat(id(content(consent))).isNotEqualTo(id(first));
    }
}
