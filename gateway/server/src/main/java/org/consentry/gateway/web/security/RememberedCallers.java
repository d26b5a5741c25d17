package org.consentry.gateway.web.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import org.consentry.gateway.identity.Caller;
import org.springframework.security.oauth2.jwt.Jwt;

/** Reads the caller of a token once for as long as {@link RememberedTokens} knows the token. */
final class RememberedCallers {
    private static final int MOST = 10_000;

    // Compared by identity: a token that was checked anew is read anew.
    private final Cache<Jwt, Optional<Caller>> known = Caffeine.newBuilder()
            .executor(Runnable::run)
            .weakKeys()
            .maximumSize(MOST)
            .build();

    /** @throws Believing.Unbelieved when the token speaks for nobody the gateway knows */
    CallerToken of(Jwt token) {
        return known.get(token, TokenReader::read).map(CallerToken::new).orElseThrow(Believing.Unbelieved::new);
    }
}
