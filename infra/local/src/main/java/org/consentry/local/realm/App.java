package org.consentry.local.realm;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * An app of somebody else's that people open with their record, or that a practitioner starts from the gateway.
 *
 * @param id client id; not one of the network's own
 * @param name shown on the screen that asks the person
 * @param redirects where the browser returns to; whole addresses, without patterns
 * @param keys the public keys of a confidential app that signs in by {@code private_key_jwt}
 * @param secret whether it is confidential and signs in by a secret, which Keycloak makes
 */
public record App(String id, String name, List<URI> redirects, Optional<PublicKeys> keys, boolean secret) {
    public App {
        redirects = List.copyOf(redirects);
        if (!id.matches("[a-z0-9][a-z0-9-]{2,62}") || id.startsWith("ehr-") || id.startsWith("consent-")) {
            throw new IllegalArgumentException(
                    "An app's id is of 3 to 63 letters, digits and hyphens and does not begin with ehr- or consent-");
        }
        if (redirects.isEmpty() || redirects.stream().anyMatch(App::isWide)) {
            throw new IllegalArgumentException("An app needs whole redirect addresses without patterns");
        }
        if (secret && keys.isPresent()) {
            throw new IllegalArgumentException("An app has keys or a secret, not both");
        }
    }

    private static boolean isWide(URI redirect) {
        return !redirect.isAbsolute() || redirect.toString().contains("*") || redirect.getRawFragment() != null;
    }
}
