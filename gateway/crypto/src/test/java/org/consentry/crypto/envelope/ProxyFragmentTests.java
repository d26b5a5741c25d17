package org.consentry.crypto.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.consentry.crypto.umbral.KeyFrag;
import org.consentry.crypto.umbral.KeyFrags;
import org.consentry.crypto.umbral.Sealed;
import org.consentry.crypto.umbral.SecretKey;
import org.consentry.crypto.umbral.Signer;
import org.consentry.crypto.umbral.VerifiedKeyFrag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyFragmentTests {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Instant END = Instant.parse("2027-01-31T00:00:00Z");

    private final SecretKey proxy = SecretKey.random(RANDOM);

    private static KeyFrag fragment() {
        VerifiedKeyFrag made = KeyFrags.of(2, 3)
                .make(
                        SecretKey.random(RANDOM),
                        SecretKey.random(RANDOM).publicKey(),
                        new Signer(SecretKey.random(RANDOM), RANDOM),
                        RANDOM)
                .getFirst();
        return KeyFrag.fromBytes(made.toBytes()).orThrow();
    }

    @Test
    void opensForItsProxyAlone() {
        KeyFrag fragment = fragment();
        byte[] sealed = new ProxyFragment("c-1", Optional.of(END), fragment).sealTo(proxy.publicKey(), RANDOM);

        ProxyFragment opened = ProxyFragment.open(proxy, sealed).orElseThrow();
        assertThat(opened.consentId()).isEqualTo("c-1");
        assertThat(opened.until()).contains(END);
        assertThat(opened.fragment().toBytes()).isEqualTo(fragment.toBytes());
        assertThat(ProxyFragment.open(SecretKey.random(RANDOM), sealed)).isEmpty();
    }

    @Test
    void refusesEveryChangedByteAndEveryLength() {
        byte[] sealed = new ProxyFragment("c-1", Optional.empty(), fragment()).sealTo(proxy.publicKey(), RANDOM);
        for (int at = 0; at < sealed.length; at += 7) {
            byte[] changed = sealed.clone();
            changed[at] ^= 1;
            assertThat(ProxyFragment.open(proxy, changed)).as("byte %d", at).isEmpty();
        }
        for (int length : new int[] {0, 1, 104, 105, 106, sealed.length - 1}) {
            assertThat(ProxyFragment.open(proxy, Arrays.copyOf(sealed, length))).isEmpty();
        }
        assertThat(ProxyFragment.open(proxy, Arrays.copyOf(sealed, sealed.length + 1)))
                .isEmpty();
        assertThat(ProxyFragment.open(proxy, new byte[1 << 20])).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "consentry-proxy-fragment-v2\nc\n-\n",
                "consentry-proxy-fragment-v1\nc\n-\n!!!",
                "consentry-proxy-fragment-v1\nc\nyesterday\nAAAA",
                "consentry-proxy-fragment-v1\n../../etc\n-\nAAAA",
                "consentry-proxy-fragment-v1\nc\n-\nAAAA\nmore"
            })
    void refusesOtherTextsThatAreProperlySealed(String text) {
        Sealed sealed = Sealed.to(proxy.publicKey(), text.getBytes(StandardCharsets.US_ASCII), RANDOM);
        byte[] capsule = sealed.capsule().toBytes();
        byte[] whole = Arrays.copyOf(capsule, capsule.length + sealed.ciphertext().length);
        System.arraycopy(sealed.ciphertext(), 0, whole, capsule.length, sealed.ciphertext().length);

        assertThat(ProxyFragment.open(proxy, whole)).isEmpty();
    }

    @Test
    void refusesConsentsThatAreNoIds() {
        assertThatThrownBy(() -> new ProxyFragment("../x", Optional.empty(), fragment()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
