package org.consentry.local.part;

import java.net.URI;

/**
 * A Keycloak with the realm {@code consentry}.
 *
 * @param base where it answers, without a slash at the end
 * @param adminUser administrator of the realm {@code master}
 * @param eventsKey key of the event push's HMAC, base64, as {@code gateway.identity.keycloak-events-key} takes it
 */
public record Keycloak(URI base, String adminUser, String adminPassword, String eventsKey) {

    /** Name of the realm. */
    public static final String REALM = "consentry";

    /** The {@code iss} of the realm's tokens. */
    public URI issuer() {
        return URI.create(base + "/realms/" + REALM);
    }

    public URI tokenEndpoint() {
        return URI.create(issuer() + "/protocol/openid-connect/token");
    }

    @Override
    public String toString() {
        return "Keycloak[" + base + "]";
    }
}
