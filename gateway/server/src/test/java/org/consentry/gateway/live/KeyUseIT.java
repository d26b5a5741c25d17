package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.consentry.crypto.signature.KeyId;
import org.consentry.crypto.signature.PublicJwk;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.proof.signature.MemberKeys;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A member's key that is for signatures receives nothing, one that is for encryption signs nothing; without a use both. */
class KeyUseIT {
    private static LiveGateway gateway;
    private static int number;

    private String patient = "";
    private String reader = "";

    @BeforeAll
    static void start() {
        gateway = LiveGateway.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void newPeople() {
        number++;
        patient = "p" + number;
        reader = "reader-" + number;
        LiveGateway.expect(
                gateway.put(
                        gateway.member("hospital-a"),
                        "/fhir/Patient/" + patient,
                        "{'resourceType':'Patient','id':'" + patient + "'}"),
                201);
        new UmbralDevice(gateway, patient).register();
    }

    private static ECKey key() throws JOSEException {
        return new ECKeyGenerator(Curve.P_256).generate();
    }

    private static String jwk(ECKey key, String more) {
        String json = key.toPublicJWK().toJSONString();
        return json.substring(0, json.length() - 1) + more + "}";
    }

    private HttpResponse<String> register(String... jwks) {
        return registerFor(gateway.member(reader), "Organization/" + reader, jwks);
    }

    private static HttpResponse<String> registerFor(String token, String owner, String... jwks) {
        ObjectNode parameters = LiveGateway.JSON.createObjectNode().put("resourceType", "Parameters");
        for (String jwk : jwks) {
            parameters.withArray("parameter").addObject().put("name", "jwk").put("valueString", jwk);
        }
        return gateway.post(token, "/fhir/" + owner + "/$register-key", parameters.toString());
    }

    private HttpResponse<String> toWrap() {
        String consent = gateway.ceremonies.grant(
                reader,
                patient,
                "{'period':{'end':'" + gateway.clock.instant().plus(Duration.ofDays(5))
                        + "'},'purpose':[{'code':'TREAT'}],'class':[{'code':'DocumentReference'}]}");
        return gateway.get(gateway.patient(patient), "/fhir/Consent/" + consent + "/$keys-to-wrap");
    }

    private boolean signs(ECKey key) throws JOSEException {
        KeyId name = PublicJwk.of(key.toECPublicKey()).thumbprint().asKeyId();
        OrganizationId member = new OrganizationId(reader);
        return gateway.bean(MemberKeys.class).live(member, name).isPresent()
                && gateway.bean(MemberKeys.class).ever(member, name).isPresent();
    }

    @Test
    void wrapsNothingToAKeyForSignatures() throws JOSEException {
        ECKey sig = key();
        LiveGateway.expect(register(jwk(sig, ",\"use\":\"sig\"")), 200);

        assertThat(toWrap().statusCode()).isEqualTo(404);
        assertThat(signs(sig)).isTrue();
    }

    @Test
    void believesNoSignatureByAKeyForEncryption() throws JOSEException {
        ECKey enc = key();
        LiveGateway.expect(register(jwk(enc, ",\"key_ops\":[\"deriveKey\",\"deriveBits\"]")), 200);

        assertThat(signs(enc)).isFalse();
        assertThat(LiveGateway.expect(toWrap(), 200).toString())
                .contains(enc.toPublicJWK().getX().toString());
    }

    @Test
    void keepsOneKeyForEachUseBesideTheOther() throws JOSEException {
        ECKey sig = key();
        ECKey enc = key();
        LiveGateway.expect(register(jwk(sig, ",\"use\":\"sig\"")), 200);
        JsonNode keys = LiveGateway.expect(register(jwk(enc, ",\"use\":\"enc\"")), 200);

        assertThat(keys.toString())
                .contains(sig.getX().toString(), "\"wrapping\"", enc.getX().toString());
        assertThat(signs(sig)).isTrue();
        assertThat(signs(enc)).isFalse();
        assertThat(LiveGateway.expect(toWrap(), 200).toString())
                .contains(enc.getX().toString())
                .doesNotContain(sig.getX().toString());
        assertThat(register(jwk(key(), "")).statusCode()).isEqualTo(409);
        assertThat(register(jwk(key(), ",\"use\":\"enc\"")).statusCode()).isEqualTo(409);
        LiveGateway.expect(register(jwk(sig, ",\"use\":\"sig\""), jwk(enc, ",\"use\":\"enc\"")), 200);
    }

    @Test
    void takesAKeyWithoutAUseForBothAsBefore() throws JOSEException {
        ECKey both = key();
        LiveGateway.expect(register(jwk(both, "")), 200);

        assertThat(signs(both)).isTrue();
        assertThat(LiveGateway.expect(toWrap(), 200).toString())
                .contains(both.getX().toString());
        assertThat(register(jwk(key(), ",\"use\":\"enc\"")).statusCode()).isEqualTo(409);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"use\":\"tls\"",
                ",\"use\":1",
                ",\"use\":\"sig\",\"key_ops\":[\"deriveKey\"]",
                ",\"key_ops\":[]",
                ",\"key_ops\":\"verify\"",
                ",\"key_ops\":[\"verify\",\"deriveKey\"]",
                ",\"key_ops\":[\"verify\",\"verify\"]",
                ",\"key_ops\":[\"sign\"]"
            })
    void refusesUsesThatAPublicKeyCannotHaveOrThatContradictEachOther(String more) throws JOSEException {
        assertThat(register(jwk(key(), more)).statusCode()).isEqualTo(400);
    }

    @Test
    void refusesTheSameKeyForEachUseAndAPatientsKeyForEncryption() throws JOSEException {
        ECKey key = key();
        assertThat(register(jwk(key, ",\"use\":\"sig\""), jwk(key, ",\"use\":\"enc\""))
                        .statusCode())
                .isEqualTo(400);
        assertThat(register(jwk(key, ""), jwk(key(), "")).statusCode()).isEqualTo(400);
        assertThat(register(jwk(key, ""), jwk(key(), ",\"use\":\"enc\"")).statusCode())
                .isEqualTo(400);
        assertThat(registerFor(gateway.patient("nobody"), "Patient/nobody", jwk(key, ",\"use\":\"enc\""))
                        .statusCode())
                .isEqualTo(400);
    }
}
