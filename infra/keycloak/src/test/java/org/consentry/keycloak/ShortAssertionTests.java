package org.consentry.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShortAssertionTests {
    private static final Instant NOW = Instant.ofEpochSecond(1_760_000_000);

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "{'exp':1760000300,'iat':1760000000} ~ true",
                "{'exp':1760000310} ~ true",
                "{'exp':1760000311} ~ false",
                "{'exp':1760003600,'iat':1760003500} ~ false",
                "{'exp':1760003600,'nbf':1760003500} ~ false",
                "{'iat':1760000000} ~ false",
                "{'exp':'soon'} ~ false",
                "[] ~ false",
                "not json ~ false"
            })
    void measuresFromNowAndNotFromWhatTheAssertionSays(String claims, boolean isShort) {
        String assertion = base64("{'alg':'ES384'}") + "." + base64(claims) + "." + base64("signature");

        assertThat(ShortAssertion.isShort(assertion, NOW)).isEqualTo(isShort);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "{'alg':'ES384'} ~ ^^",
                "{'alg':'ES384','jku':'https://elsewhere.test/keys'} ~ https://elsewhere.test/keys",
                "{'jku':''} ~ ^^",
                "[] ~ ^^",
                "not json ~ ^^"
            })
    void readsWhereAnAssertionSaysItsKeysAre(String head, String jku) {
        assertThat(ShortAssertion.jku(base64(head) + ".b.c").orElse("")).isEqualTo(jku);
    }

    /** Which were used before is forgotten with the process that knew it. */
    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '^',
            value = {
                "{'iat':1760000000} ~ true",
                "{'iat':1760000007} ~ true",
                "{'iat':1759999999} ~ false",
                "{'exp':1760000100} ~ true",
                "{'iat':'then'} ~ false",
                "not json ~ false"
            })
    void refusesWhatWasIssuedBeforeTheServerBegan(String claims, boolean isTaken) {
        String assertion = base64("{'alg':'ES384'}") + "." + base64(claims) + "." + base64("signature");

        assertThat(ShortAssertion.isIssuedSince(assertion, NOW)).isEqualTo(isTaken);
    }

    @ParameterizedTest
    @CsvSource({"a", "a.b", "a.b.c.d.e", "''"})
    void whatIsNoAssertionIsNotShort(String text) {
        assertThat(ShortAssertion.isShort(text, NOW)).isFalse();
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
