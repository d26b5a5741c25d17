package org.consentry.crypto.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SignedDigestTests {
    private static final Instant WHEN = Instant.parse("2026-01-02T03:04:06Z");

    private final KeyPair pair = TestKeys.fresh();
    private final PublicJwk key = PublicJwk.of((ECPublicKey) pair.getPublic());
    private final KeyId name = key.thumbprint().asKeyId();
    private final VerificationKeys keys = asked -> asked.equals(name) ? Optional.of(key) : Optional.empty();

    @Test
    void refusesTheDigestOfOtherContent() {
        String jws = signed(bundle("37.5"));

        assertThat(SignedDigest.of(bundle("37.6"), jws).orElseThrow().verify(jws, keys))
                .isInstanceOf(Verification.BadSignature.class);
    }

    @Test
    void refusesASignatureOfTheSameContentUnderAnotherHeader() {
        String jws = signed(bundle("37.5"));
        String later = new BundleSigner(
                        new SigningKey(name, pair.getPrivate(), List.of()), new Signatory("Organization/a", "a"))
                .sign(bundle("37.5"), WHEN.plusSeconds(1))
                .jws();

        assertThat(SignedDigest.of(bundle("37.5"), jws).orElseThrow().verify(later, keys))
                .isInstanceOf(Verification.BadSignature.class);
    }

    @Test
    void asksForTheKeyByName() {
        String jws = signed(bundle("37.5"));

        assertThat(SignedDigest.of(bundle("37.5"), jws).orElseThrow().verify(jws, none -> Optional.empty()))
                .isEqualTo(new Verification.UnknownKey(name));
    }

    @Test
    void isNothingForWhatIsNoJws() {
        assertThat(SignedDigest.of(bundle("1"), "no..")).isEmpty();
        assertThat(SignedDigest.of(bundle("1"), signed(bundle("1")).replace("..", ".x.")))
                .isEmpty();
    }

    @Test
    void verifiesWithoutTheContentWhatTheBundleVerifierVerifiesWithIt() {
        // Longer than the pieces that either side encodes at a time.
        CanonicalJson bundle = bundle("\"" + "x".repeat(50_001) + "\"");
        String jws = signed(bundle);

        assertThat(SignedDigest.of(bundle, jws).orElseThrow().verify(jws, keys))
                .isEqualTo(new Verification.Valid(name, "2026-01-02T03:04:06Z"));
    }

    private String signed(CanonicalJson bundle) {
        return new BundleSigner(
                        new SigningKey(name, pair.getPrivate(), List.of()), new Signatory("Organization/a", "a"))
                .sign(bundle, WHEN)
                .jws();
    }

    private static CanonicalJson bundle(String value) {
        String json = "{\"resourceType\":\"Bundle\",\"id\":\"b\",\"type\":\"transaction\",\"value\":" + value + "}";
        return JsonCanonicalizer.strict().read(json.getBytes(UTF_8)).orThrow();
    }
}
