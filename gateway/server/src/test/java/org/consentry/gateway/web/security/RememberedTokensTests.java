package org.consentry.gateway.web.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;

class RememberedTokensTests {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private static final String SIGNATURE = "A".repeat(86);
    private static final String ONE = "eyJh.e30." + SIGNATURE;
    private static final String TWO = "eyJi.e30." + SIGNATURE;
    private static final String FORGED = "eyJj.e30." + SIGNATURE;
    private static final String UNKNOWN = "eyJk.e30." + SIGNATURE;

    private final AtomicInteger asked = new AtomicInteger();
    private final JwtTimestampValidator inTime = new JwtTimestampValidator(Duration.ZERO);
    private final RememberedTokens tokens = new RememberedTokens(this::check, inTime);

    private Jwt check(String token) {
        asked.incrementAndGet();
        if (token.equals(FORGED)) {
            throw new BadJwtException("signature");
        }
        if (token.equals(UNKNOWN)) {
            throw new JwtException("no keys just now");
        }
        return Jwt.withTokenValue(token)
                .header("alg", "ES256")
                .issuedAt(NOW.minusSeconds(60))
                .expiresAt(NOW.plusSeconds(60))
                .build();
    }

    private void clock(Instant at) {
        inTime.setClock(Clock.fixed(at, ZoneOffset.UTC));
    }

    @Test
    void asksAgainForATokenThatHasExpiredMeanwhile() {
        clock(NOW);
        tokens.decode(ONE);
        clock(NOW.plusSeconds(61));
        tokens.decode(ONE);

        assertThat(asked).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "eyJh.e30.", "eyJh.e30.short", "a.b.c.d", "eyJh", "eyJh..AAAA"})
    void asksNobodyAboutWhatIsNoSignedToken(String text) {
        assertThatThrownBy(() -> tokens.decode(text)).isInstanceOf(BadJwtException.class);

        assertThat(asked).hasValue(0);
    }

    @Test
    void refusesAForgedTokenAgainWithoutAsking() {
        clock(NOW);

        assertThatThrownBy(() -> tokens.decode(FORGED)).isInstanceOf(BadJwtException.class);
        assertThatThrownBy(() -> tokens.decode(FORGED)).isInstanceOf(BadJwtException.class);
        tokens.decode(ONE);

        assertThat(asked).hasValue(2);
    }

    @Test
    void doesNotRememberThatAKeyWasNotKnown() {
        clock(NOW);

        assertThatThrownBy(() -> tokens.decode(UNKNOWN)).isInstanceOf(BadJwtException.class);
        assertThatThrownBy(() -> tokens.decode(UNKNOWN)).isInstanceOf(BadJwtException.class);

        assertThat(asked).hasValue(2);
    }

    @Test
    void checksASignatureOnce() {
        clock(NOW);

        assertThat(tokens.decode(ONE).getTokenValue()).isEqualTo(ONE);
        assertThat(tokens.decode(ONE).getTokenValue()).isEqualTo(ONE);
        tokens.decode(TWO);

        assertThat(asked).hasValue(2);
    }
}
