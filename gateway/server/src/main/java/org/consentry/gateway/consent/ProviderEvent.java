package org.consentry.gateway.consent;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.identity.OrganizationId;

/**
 * Something that happened at the identity provider, pushed by its listener or found by asking.
 *
 * @param type {@code REVOKE_GRANT}, {@code CONSENT_DELETED}, {@code DELETE_ACCOUNT}, {@code USER_DELETED} …
 * @param account the person's subject
 * @param client whose consent it is about; empty where there is none
 */
public record ProviderEvent(String type, String account, String client, Instant at) {
    private static final String CEREMONY_CLIENT = "consent-";
    private static final Set<String> CONSENT_ENDS = Set.of("REVOKE_GRANT", "CONSENT_DELETED");
    private static final Set<String> ACCOUNT_ENDS = Set.of("DELETE_ACCOUNT", "USER_DELETED", "USER_DISABLED");

    /** What it means here. */
    enum Effect {
        NONE,
        CONSENT_ENDED,
        ACCOUNT_ENDED
    }

    Effect effect() {
        if (account.isEmpty()) {
            return Effect.NONE;
        }
        if (ACCOUNT_ENDS.contains(type)) {
            return Effect.ACCOUNT_ENDED;
        }
        return CONSENT_ENDS.contains(type) && client.startsWith(CEREMONY_CLIENT) ? Effect.CONSENT_ENDED : Effect.NONE;
    }

    /** The member whose ceremony client it is about. */
    Optional<OrganizationId> reader() {
        return client.startsWith(CEREMONY_CLIENT)
                ? Optional.of(new OrganizationId(client.substring(CEREMONY_CLIENT.length())))
                : Optional.empty();
    }
}
