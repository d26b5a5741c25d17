package org.consentry.keycloak;

import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyEvent;
import org.keycloak.services.clientpolicy.ClientPolicyException;

/**
 * Refuses a system's token request that names no scope of systems, where the client has such scopes to ask for. Keycloak
 * itself gives a token without any, which opens nothing and tells nobody why.
 *
 * @see <a href="https://hl7.org/fhir/smart-app-launch/backend-services.html">SMART App Launch 2.2, obtain access token</a>
 */
final class NamedScopes extends RequestExecutor {
    static final String ID = "consentry-named-scopes";
    private static final String SYSTEM = "system/";

    NamedScopes(KeycloakSession session) {
        super(ID, session);
    }

    @Override
    public void executeOnEvent(ClientPolicyContext context) throws ClientPolicyException {
        if (context.getEvent() == ClientPolicyEvent.SERVICE_ACCOUNT_TOKEN_REQUEST
                && !areNamed(
                        form().getFirst("scope"),
                        session()
                                .getContext()
                                .getClient()
                                .getClientScopes(false)
                                .keySet())) {
            throw new ClientPolicyException(OAuthErrorException.INVALID_SCOPE, "Name the scopes that are asked for");
        }
    }

    /** Whether what is asked for names a scope of systems, or the client may ask for none. */
    static boolean areNamed(@Nullable String asked, Collection<String> open) {
        return open.stream().noneMatch(scope -> scope.startsWith(SYSTEM))
                || (asked != null && Arrays.stream(asked.split(" ", -1)).anyMatch(scope -> scope.startsWith(SYSTEM)));
    }
}
