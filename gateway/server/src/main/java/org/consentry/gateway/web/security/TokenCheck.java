package org.consentry.gateway.web.security;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consentry.gateway.identity.IdentitySettings;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidatorResult;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.MappedJwtClaimSetConverter;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * Checks bearer tokens without asking anybody: asymmetric algorithms only, the realm's own keys, exact issuer, our
 * audience, a short clock skew, and {@code typ=Bearer} (an ID token or a logout token is signed by the same keys). A token
 * that is bound to a key is no bearer token, whatever it says of its type.
 *
 * <p>The key set is fetched at most once in thirty seconds, however many unknown key ids arrive, and outlives an outage
 * of the issuer for an hour.
 */
final class TokenCheck {
    private static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256, JWSAlgorithm.ES384);
    private static final long KEYS_LIVE_MS = 300_000;
    private static final long KEYS_REFRESH_TIMEOUT_MS = 15_000;
    private static final long LEAST_MS_BETWEEN_FETCHES = 30_000;
    private static final long OUTAGE_MS = 3_600_000;
    private static final int FETCH_TIMEOUT_MS = 2_000;
    private static final int MOST_KEYS_BYTES = 256 * 1024;

    private TokenCheck() {}

    static JwtDecoder decoder(IdentitySettings settings) {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys(settings.issuer())));
        // Claims are checked by the validators below, which answer with one reason each.
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        NimbusJwtDecoder decoder = new NimbusJwtDecoder(processor);
        // Read as a URL, as it is otherwise, an issuer of another spelling would be the same.
        decoder.setClaimSetConverter(MappedJwtClaimSetConverter.withDefaults(Map.of("iss", issuer -> issuer)));
        OAuth2TokenValidator<Jwt> inTime = new JwtTimestampValidator(settings.clockSkew());
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(List.of(
                inTime,
                expires(),
                claim("iss", settings.issuer().toString()),
                claim("typ", "Bearer"),
                unbound(),
                issuedBy(settings.clockSkew(), Clock.systemUTC()),
                audience(settings.audience()))));
        return new RememberedTokens(decoder, inTime);
    }

    private static JWKSource<SecurityContext> keys(URI issuer) {
        try {
            JWKSource<SecurityContext> source = JWKSourceBuilder.create(
                            URI.create(issuer + "/protocol/openid-connect/certs")
                                    .toURL(),
                            new DefaultResourceRetriever(FETCH_TIMEOUT_MS, FETCH_TIMEOUT_MS, MOST_KEYS_BYTES))
                    .cache(KEYS_LIVE_MS, KEYS_REFRESH_TIMEOUT_MS)
                    .rateLimited(LEAST_MS_BETWEEN_FETCHES)
                    .outageTolerant(OUTAGE_MS)
                    .build();
            return new KnownKeys(source, Duration.ofMillis(LEAST_MS_BETWEEN_FETCHES), System::nanoTime);
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("gateway.identity.issuer must be an http or https URL", e);
        }
    }

    private static OAuth2TokenValidator<Jwt> expires() {
        return token -> token.getExpiresAt() == null ? refuse("exp") : OAuth2TokenValidatorResult.success();
    }

    /** A token that is bound to a key (RFC 9449, RFC 8705) is stolen unless the key is shown, which nobody can here. */
    private static OAuth2TokenValidator<Jwt> unbound() {
        return token -> token.hasClaim("cnf") ? refuse("cnf") : OAuth2TokenValidatorResult.success();
    }

    /** The realm issues nothing in advance. */
    private static OAuth2TokenValidator<Jwt> issuedBy(Duration skew, Clock clock) {
        return token -> token.getIssuedAt() != null
                        && token.getIssuedAt().isAfter(clock.instant().plus(skew))
                ? refuse("iat")
                : OAuth2TokenValidatorResult.success();
    }

    private static OAuth2TokenValidator<Jwt> claim(String name, String expected) {
        return token ->
                expected.equals(token.getClaimAsString(name)) ? OAuth2TokenValidatorResult.success() : refuse(name);
    }

    private static OAuth2TokenValidator<Jwt> audience(String expected) {
        return token -> token.getAudience() != null && token.getAudience().contains(expected)
                ? OAuth2TokenValidatorResult.success()
                : refuse("aud");
    }

    private static OAuth2TokenValidatorResult refuse(String claim) {
        return OAuth2TokenValidatorResult.failure(
                new OAuth2Error("invalid_token", "The token's " + claim + " is not accepted here", null));
    }
}
