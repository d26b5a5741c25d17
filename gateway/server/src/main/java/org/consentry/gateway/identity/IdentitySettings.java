package org.consentry.gateway.identity;

import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whose tokens the gateway believes.
 *
 * @param issuer the realm's issuer, exactly as it stands in {@code iss}
 * @param audience what {@code aud} must contain: the FHIR base URL
 * @param clockSkew how far clocks may differ; at most 30 seconds
 * @param keycloakEventsKey the key by which Keycloak's event listener signs its notices, at least 32 bytes in base64
 */
@ConfigurationProperties("gateway.identity")
public record IdentitySettings(
        @DefaultValue("http://localhost:8180/realms/consentry")
        URI issuer,

        @DefaultValue("http://localhost:8080/fhir") String audience,
        @DefaultValue("10s") Duration clockSkew,
        String keycloakEventsKey) {
    private static final Duration MOST_SKEW = Duration.ofSeconds(30);

    private static final int LEAST_KEY = 32;

    public IdentitySettings {
        if (!issuer.isAbsolute()) {
            throw new IllegalArgumentException("gateway.identity.issuer must be an absolute URL");
        }
        if (Base64.getDecoder().decode(keycloakEventsKey).length < LEAST_KEY) {
            throw new IllegalArgumentException(
                    "gateway.identity.keycloak-events-key must be at least 32 bytes in base64");
        }
        if (audience.isBlank()) {
            throw new IllegalArgumentException("gateway.identity.audience must not be empty");
        }
        if (clockSkew.isNegative() || clockSkew.compareTo(MOST_SKEW) > 0) {
            throw new IllegalArgumentException(
                    "gateway.identity.clock-skew (%s) must be between 0 and 30 seconds".formatted(clockSkew));
        }
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "IdentitySettings[issuer=%s, audience=%s, clockSkew=%s]".formatted(issuer, audience, clockSkew);
    }
}
