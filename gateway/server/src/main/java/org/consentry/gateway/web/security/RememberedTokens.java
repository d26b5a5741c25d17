package org.consentry.gateway.web.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.consentry.ledger.merkle.Hash;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;

/**
 * Spares clients that send the same token with every request the check of its signature. What a token says about its own
 * time is checked every time; a key that the issuer withdraws counts at most {@link #MEMORY} longer.
 *
 * <p>What has not the form of a signed token is refused before anything is parsed, and a refused one by its hash for a few
 * seconds: a storm of them costs those with good ones little.
 */
final class RememberedTokens implements JwtDecoder {
    private static final Duration MEMORY = Duration.ofSeconds(30);
    private static final Duration REFUSAL = Duration.ofSeconds(5);
    private static final int MOST = 10_000;
    private static final int LEAST_SIGNATURE = 64;

    private final JwtDecoder decoder;
    private final OAuth2TokenValidator<Jwt> inTime;
    private final Cache<String, Jwt> known = Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumSize(MOST)
            .expireAfterWrite(MEMORY)
            .build();

    // By hash: what a stranger sends is not kept. Its refusal is an exception without a stack.
    private final Cache<Hash, BadJwtException> refused = Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumSize(MOST)
            .expireAfterWrite(REFUSAL)
            .build();

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
        if (!isSigned(token)) {
            throw new Refusal("This is no signed token");
        }
        Hash hash = Hash.sha256(token.getBytes(StandardCharsets.US_ASCII));
        BadJwtException before = refused.getIfPresent(hash);
        if (before != null) {
            throw before;
        }
        Jwt fresh = checked(token, hash);
        known.put(token, fresh);
        return fresh;
    }

    /** Three parts, the first a JSON object in base64, the last as long as a signature at least. */
    private static boolean isSigned(String token) {
        int first = token.indexOf('.');
        int second = token.indexOf('.', first + 1);
        return first > 0
                && second > first + 1
                && token.indexOf('.', second + 1) < 0
                && token.charAt(0) == 'e'
                && token.length() - second - 1 >= LEAST_SIGNATURE;
    }

    /** Thrown often and never looked into. */
    private static final class Refusal extends BadJwtException {
        private static final long serialVersionUID = 1L;

        Refusal(String message) {
            super(message);
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    /**
     * A key that is not known and may not be asked for again yet, or cannot be, is no fault of ours to be answered by
     * 500: a token that cannot be checked is not believed. Nor is that remembered: the key may be there in a moment.
     */
    private Jwt checked(String token, Hash hash) {
        try {
            return decoder.decode(token);
        } catch (BadJwtException e) {
            refused.put(hash, new Refusal("This token was refused a moment ago"));
            throw e;
        } catch (JwtException e) {
            throw new Refusal("The token's key is not known");
        }
    }
}
