package org.consentry.gateway.web.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;

/**
 * Spares clients that send the same token with every request the check of its signature. What a token says about its own
 * time is checked every time; a key that the issuer withdraws counts at most {@link #MEMORY} longer.
 */
final class RememberedTokens implements JwtDecoder {
    private static final Duration MEMORY = Duration.ofSeconds(30);
    private static final int MOST = 10_000;

    private final JwtDecoder decoder;
    private final OAuth2TokenValidator<Jwt> inTime;
    private final Cache<String, Jwt> known =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(MEMORY).build();

    RememberedTokens(JwtDecoder decoder, OAuth2TokenValidator<Jwt> inTime) {
        this.decoder = decoder;
        this.inTime = inTime;
    }

    @Override
    public Jwt decode(String token) {
        Jwt remembered = known.getIfPresent(token);
        if (remembered != null && !inTime.validate(remembered).hasErrors()) {
            return remembered;
        }
        Jwt fresh = checked(token);
        known.put(token, fresh);
        return fresh;
    }

    /**
     * A key that is not known and may not be asked for again yet, or cannot be, is no fault of ours to be answered by
     * 500: a token that cannot be checked is not believed.
     */
    private Jwt checked(String token) {
        try {
            return decoder.decode(token);
        } catch (BadJwtException e) {
            throw e;
        } catch (JwtException e) {
            throw new BadJwtException("The token's key is not known", e);
        }
    }
}
