package org.consentry.gateway.web.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;

class RememberedTokensTests {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private final AtomicInteger asked = new AtomicInteger();
    private final JwtTimestampValidator inTime = new JwtTimestampValidator(Duration.ZERO);
    private final RememberedTokens tokens = new RememberedTokens(this::check, inTime);

    private Jwt check(String token) {
        asked.incrementAndGet();
        if (token.equals("forged")) {
            throw new BadJwtException("signature");
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
        tokens.decode("one");
        clock(NOW.plusSeconds(61));
        tokens.decode("one");

        assertThat(asked).hasValue(2);
    }

    @Test
    void remembersNoRefusal() {
        clock(NOW);

        assertThatThrownBy(() -> tokens.decode("forged")).isInstanceOf(BadJwtException.class);
        assertThatThrownBy(() -> tokens.decode("forged")).isInstanceOf(BadJwtException.class);

        assertThat(asked).hasValue(2);
    }

    @Test
    void checksASignatureOnce() {
        clock(NOW);

        assertThat(tokens.decode("one").getTokenValue()).isEqualTo("one");
        assertThat(tokens.decode("one").getTokenValue()).isEqualTo("one");
        tokens.decode("two");

        assertThat(asked).hasValue(2);
    }
}
