package org.consentry.crypto.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import org.consentry.crypto.signature.JwkReading.Accepted;
import org.consentry.crypto.signature.JwkReading.Reason;
import org.consentry.crypto.signature.JwkReading.Refused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DetachedJwsTests {
    private static final byte[] CONSENT = "{\"resourceType\":\"Consent\",\"status\":\"active\"}".getBytes(UTF_8);

    private final KeyPair pair = TestKeys.fresh();
    private final PublicJwk key = TestKeys.jwk(pair);

    private static JwkReading parse(String json) {
        return PublicJwk.parse(json.getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"})
    void refusesAKeyWithAPrivateMember(String member) {
        String json = key.toJson();

        assertThat(parse(json.replace("{", "{\"" + member + "\":\"AA\","))).isEqualTo(new Refused(Reason.PRIVATE));
        assertThat(parse(json.replace("{", "{\"" + member + "\":null,"))).isEqualTo(new Refused(Reason.PRIVATE));
        assertThat(parse("{\"kty\":\"RSA\",\"" + member + "\":\"\"}")).isEqualTo(new Refused(Reason.PRIVATE));
    }

    @Test
    void refusesAPrivateMemberWhoseNameIsEscaped() {
        assertThat(parse(key.toJson().replace("{", "{\"\\u0064\":\"AA\","))).isEqualTo(new Refused(Reason.PRIVATE));
    }

    @Test
    void refusesKeysOfOtherKinds() {
        assertThat(parse("[]")).isEqualTo(new Refused(Reason.MALFORMED));
        assertThat(parse("{\"kty\":\"EC\",\"kty\":\"EC\"}")).isEqualTo(new Refused(Reason.MALFORMED));
        assertThat(parse(" ".repeat(20_000))).isEqualTo(new Refused(Reason.MALFORMED));
        assertThat(parse(key.toJson().replace("\"EC\"", "\"OKP\""))).isEqualTo(new Refused(Reason.WRONG_TYPE));
        assertThat(parse(key.toJson().replace("P-256", "P-384"))).isEqualTo(new Refused(Reason.WRONG_TYPE));
        assertThat(parse("{\"kty\":\"EC\",\"crv\":\"P-256\"}")).isEqualTo(new Refused(Reason.BAD_COORDINATE));
        assertThat(parse(key.toJson().replace("\"y\":\"", "\"y\":\"AA"))).isEqualTo(new Refused(Reason.BAD_COORDINATE));
        assertThatThrownBy(() ->
                        PublicJwk.of((ECPublicKey) TestKeys.fresh("secp384r1").getPublic()))
                .hasMessageContaining("P-256");
    }

    @Test
    void refusesAPointOffTheCurve() {
        String x = "A".repeat(43);

        assertThat(parse("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" + x + "\",\"y\":\"" + x + "\"}"))
                .isEqualTo(new Refused(Reason.NOT_ON_CURVE));
    }

    @Test
    void refusesASignatureOverOtherBytes() {
        String jws = DetachedJws.sign(CONSENT, pair.getPrivate(), key.thumbprint());

        assertThat(DetachedJws.verify(jws, "{}".getBytes(UTF_8), key))
                .isEqualTo(new Verification.BadSignature(key.thumbprint().asKeyId()));
    }

    @Test
    void refusesASignatureNamedForAnotherKey() {
        String jws = DetachedJws.sign(
                CONSENT, pair.getPrivate(), TestKeys.jwk(TestKeys.fresh()).thumbprint());

        assertThat(DetachedJws.verify(jws, CONSENT, key))
                .isEqualTo(new Verification.Malformed(Verification.Reason.WRONG_KEY_NAME));
    }

    @Test
    void refusesAnAttachedPayloadEvenIfItIsTheSame() {
        String jws = DetachedJws.sign(CONSENT, pair.getPrivate(), key.thumbprint());
        String attached = jws.replace("..", "." + JwsHeader.encoded(new String(CONSENT, UTF_8)) + ".");

        assertThat(DetachedJws.verify(attached, CONSENT, key))
                .isEqualTo(new Verification.Malformed(Verification.Reason.NOT_DETACHED));
    }

    @Test
    void acceptsTheHoldersSignature() {
        String jws = DetachedJws.sign(CONSENT, pair.getPrivate(), key.thumbprint());

        assertThat(DetachedJws.verify(jws, CONSENT, key))
                .isEqualTo(new Verification.Valid(key.thumbprint().asKeyId(), ""));
    }

    @Test
    void readsBackTheKeyItWrites() {
        assertThat(parse(key.toJson())).isEqualTo(new Accepted(key));
        assertThat(PublicJwk.of(key.toPublicKey())).isEqualTo(key);
    }

    /** The key of RFC 7515 appendix A.3 and its thumbprint, computed once with an independent tool. */
    @Test
    void givesTheThumbprintOfRfc7638() {
        JwkReading reading = parse("""
                {"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
                 "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","use":"sig"}""");

        assertThat(reading).isInstanceOfSatisfying(Accepted.class, accepted -> assertThat(
                        accepted.key().thumbprint().value())
                .isEqualTo("oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U"));
    }
}
