package org.consentry.crypto.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.consentry.crypto.signature.Verification.BadSignature;
import org.consentry.crypto.signature.Verification.Malformed;
import org.consentry.crypto.signature.Verification.Reason;
import org.consentry.crypto.signature.Verification.UnknownKey;
import org.consentry.crypto.signature.Verification.Valid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BundleSignatureTests {
    private static final String BUNDLE = """
            {"resourceType":"Bundle","id":"b1","meta":{"versionId":"1"},"type":"collection","timestamp":"2026-01-02T03:04:05Z",
             "entry":[{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Observation","id":"o1","status":"final",
               "code":{"text":"Temp\\u00e9rature"},"valueQuantity":{"value":37.50,"unit":"C"}}}]}
            """;
    private static final Instant WHEN = Instant.parse("2026-01-02T03:04:05.678901Z");

    private final KeyPair pair = TestKeys.fresh();
    private final KeyId name = new KeyId("hospital-a-1");
    private final BundleSigner signer = new BundleSigner(
            TestKeys.signing(pair, name.value()), new Signatory("Organization/hospital-a", "hospital-a"));
    private final BundleVerifier verifier =
            new BundleVerifier(wanted -> wanted.equals(name) ? Optional.of(TestKeys.jwk(pair)) : Optional.empty());

    private BundleSignature signature() {
        return signer.sign(parsed(BUNDLE), WHEN);
    }

    private String signed() {
        return new String(signature().attachedTo(BUNDLE.getBytes(UTF_8)), UTF_8);
    }

    private Verification verify(String json) {
        return verifier.verify(json.getBytes(UTF_8));
    }

    private static CanonicalJson parsed(String json) {
        return JsonCanonicalizer.strict().read(json.getBytes(UTF_8)).orThrow();
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "\"value\":37.50 | \"value\":37.51",
                "\"final\" | \"amended\"",
                "\"id\":\"o1\" | \"id\":\"o2\"",
                "\"type\":\"collection\" | \"type\":\"document\"",
                "urn:uuid:1 | urn:uuid:2",
                "\"unit\":\"C\" | \"unit\":\"C\",\"code\":\"Cel\"",
                "{\"resourceType\":\"Bundle\" | {\"language\":\"de\",\"resourceType\":\"Bundle\"",
            })
    void findsEveryChangeOfContent(String before, String after) {
        assertThat(verify(signed().replace(before, after))).isEqualTo(new BadSignature(name));
    }

    @Test
    void refusesASignatureByAKeyNobodyVouchesFor() {
        BundleVerifier stranger = new BundleVerifier(wanted -> Optional.empty());

        assertThat(stranger.verify(signed().getBytes(UTF_8))).isEqualTo(new UnknownKey(name));
    }

    @Test
    void refusesAnotherKeyUnderTheSameName() {
        BundleVerifier confused = new BundleVerifier(wanted -> Optional.of(TestKeys.jwk(TestKeys.fresh())));

        assertThat(confused.verify(signed().getBytes(UTF_8))).isEqualTo(new BadSignature(name));
    }

    @Test
    void refusesATimeThatIsNotTheSignedOne() {
        assertThat(verify(signed().replace(
                                "\"when\":\"2026-01-02T03:04:05.678Z\"", "\"when\":\"2026-01-03T03:04:05.678Z\"")))
                .isEqualTo(new Malformed(Reason.WRONG_TIME));
    }

    @Test
    void refusesATargetFormatThatIsNotTheSignedOne() {
        assertThat(verify(signed().replace("json#document", "json#static")))
                .isEqualTo(new Malformed(Reason.WRONG_TARGET));
    }

    @Test
    void refusesOtherKindsOfSignature() {
        assertThat(verify(signed().replace("application/jose", "application/pkcs7-signature")))
                .isEqualTo(new Malformed(Reason.WRONG_FORMAT));
        assertThat(verify(BUNDLE)).isEqualTo(new Malformed(Reason.NO_SIGNATURE));
        assertThat(verify("{\"signature\":{\"when\":\"x\"}}")).isEqualTo(new Malformed(Reason.NO_SIGNATURE));
        assertThat(verify("{\"signature\":[]}")).isEqualTo(new Malformed(Reason.NO_SIGNATURE));
        assertThat(verify("{\"a\":1,\"a\":1}")).isEqualTo(new Malformed(Reason.NOT_CANONICAL));
    }

    @Test
    void refusesSignatureBytesThatWereTamperedWith() {
        String jws = signature().jws();
        int end = jws.length();
        char other = jws.charAt(end - 10) == 'A' ? 'B' : 'A';
        String changed = jws.substring(0, end - 10) + other + jws.substring(end - 9);

        assertThat(verify(withJws(changed))).isEqualTo(new BadSignature(name));
        assertThat(verify(withJws(jws.substring(0, end - 4)))).isEqualTo(new Malformed(Reason.WRONG_LENGTH));
        assertThat(verify(withJws("a.b.c"))).isEqualTo(new Malformed(Reason.NOT_DETACHED));
        assertThat(verify(withJws("a..c"))).isEqualTo(new Malformed(Reason.BAD_HEADER));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "WRONG_ALGORITHM | {\"alg\":\"none\"}",
                "WRONG_ALGORITHM | {\"alg\":\"HS256\"}",
                "WRONG_ALGORITHM | {}",
                "BAD_HEADER | []",
                "BAD_HEADER | {\"alg\":\"ES256\",\"alg\":\"ES256\"}",
                "BAD_HEADER | {\"alg\":\"ES256\",\"x5c\":\"MIIB\"}",
                "BAD_HEADER | {\"alg\":\"ES256\",\"x5c\":[]}",
                "BAD_HEADER | {\"alg\":\"ES256\",\"x5c\":[7]}",
                "CRITICAL_EXTENSION | {\"alg\":\"ES256\",\"crit\":[\"exp\"]}",
                "CRITICAL_EXTENSION | {\"alg\":\"ES256\",\"b64\":false}",
                "WRONG_CANONICALIZATION | {\"alg\":\"ES256\"}",
                "WRONG_CANONICALIZATION | {\"alg\":\"ES256\",\"canon\":\"http://example.org\"}",
            })
    void refusesHeadersItDoesNotUnderstand(Reason reason, String header) {
        String signature = signature().jws().substring(signature().jws().lastIndexOf('.'));

        assertThat(verify(withJws(JwsHeader.encoded(header) + "." + signature))).isEqualTo(new Malformed(reason));
    }

    @Test
    void refusesACertificateForAnotherKeyAndBelievesNoneByItself() {
        String right = signedWith(TestCertificates.selfSigned(pair, "CN=hospital-a"));
        String foreign = signedWith(TestCertificates.selfSigned(TestKeys.fresh(), "CN=hospital-a"));
        String otherCurve = signedWith(TestCertificates.selfSigned(TestKeys.fresh("secp384r1"), "CN=hospital-a"));

        assertThat(verify(foreign)).isEqualTo(new Malformed(Reason.WRONG_CERTIFICATE));
        assertThat(verify(otherCurve)).isEqualTo(new Malformed(Reason.WRONG_CERTIFICATE));
        assertThat(new BundleVerifier(wanted -> Optional.empty()).verify(right.getBytes(UTF_8)))
                .isEqualTo(new UnknownKey(name));
        assertThat(verify(right)).isInstanceOf(Valid.class);
    }

    private String signedWith(X509Certificate certificate) {
        SigningKey key = new SigningKey(name, pair.getPrivate(), List.of(certificate));
        byte[] bundle = BUNDLE.getBytes(UTF_8);
        BundleSigner certified = new BundleSigner(key, new Signatory("Organization/hospital-a", "CN=hospital-a"));
        return new String(certified.sign(parsed(BUNDLE), WHEN).attachedTo(bundle), UTF_8);
    }

    @Test
    void acceptsASignatureAfterStorageMovedTheBundle() {
        String moved = signed().replace(
                        "\"id\":\"b1\",\"meta\":{\"versionId\":\"1\"}", "\"meta\":{\"versionId\":\"7\"},\"id\":\"b9\"")
                .replace("37.50", "37.5")
                .replace("\\u00e9", "é");

        assertThat(verify(moved)).isEqualTo(new Valid(name, "2026-01-02T03:04:05.678Z"));
    }

    @Test
    void acceptsASignatureThatStandsElsewhere() {
        BundleSignature signature = signer.sign(parsed(BUNDLE), WHEN, SignedForm.RESOURCE, Commitment.VERIFICATION);

        Verification same = verifier.verify(parsed(BUNDLE), signature.element().getBytes(UTF_8));
        Verification otherVersion = verifier.verify(
                parsed(BUNDLE.replace("\"versionId\":\"1\"", "\"versionId\":\"2\"")),
                signature.element().getBytes(UTF_8));

        assertThat(same).isEqualTo(new Valid(name, "2026-01-02T03:04:05.678Z"));
        assertThat(otherVersion).isEqualTo(new BadSignature(name));
    }

    @Test
    void writesAnElementThatKeepsTheBundlesOwnBytes() {
        assertThat(signed())
                .startsWith(BUNDLE.stripTrailing()
                        .substring(0, BUNDLE.stripTrailing().length() - 1));
        assertThat(parsed(signed()).root().member("signature").orElseThrow().names())
                .containsExactly("data", "sigFormat", "targetFormat", "type", "when", "who");
    }

    @Test
    void writesTheHeaderThatTheLedgersPageAsksFor() {
        String header = signature().jws().substring(0, signature().jws().indexOf('.'));

        assertThat(new String(Base64.getUrlDecoder().decode(header), UTF_8)).isEqualTo("""
                        {"alg":"ES256","canon":"http://hl7.org/fhir/canonicalization/json#document","kid":"hospital-a-1",\
                        "sigT":"2026-01-02T03:04:05.678Z","srCms":[{"commId":{"desc":"Source Signature",\
                        "id":"urn:oid:1.2.840.10065.1.12.1.14"}}],"typ":"JOSE"}""");
    }

    private String withJws(String jws) {
        String data = Base64.getEncoder().encodeToString(jws.getBytes(UTF_8));
        return signed().replaceAll("\"data\":\"[^\"]*\"", "\"data\":\"" + data + "\"");
    }
}
