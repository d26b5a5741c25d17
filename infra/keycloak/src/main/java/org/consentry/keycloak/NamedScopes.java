package org.consentry.keycloak;

import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.idm.ClientPolicyExecutorConfigurationRepresentation;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyEvent;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;

/**
 * Refuses a system's token request that names no scope of systems, where the client has such scopes to ask for. Keycloak
 * itself gives a token without any, which opens nothing and tells nobody why.
 *
 * @see <a href="https://hl7.org/fhir/smart-app-launch/backend-services.html">SMART App Launch 2.2, obtain access token</a>
 */
final class NamedScopes implements ClientPolicyExecutorProvider<ClientPolicyExecutorConfigurationRepresentation> {
    static final String ID = "consentry-named-scopes";
    private static final String SYSTEM = "system/";

    private final KeycloakSession session;

    NamedScopes(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public String getProviderId() {
        return ID;
    }

    @Override
    public Class<ClientPolicyExecutorConfigurationRepresentation> getExecutorConfigurationClass() {
        return ClientPolicyExecutorConfigurationRepresentation.class;
    }

    @Override
    public void executeOnEvent(ClientPolicyContext context) throws ClientPolicyException {
        if (context.getEvent() == ClientPolicyEvent.SERVICE_ACCOUNT_TOKEN_REQUEST
                && !areNamed(
                        session.getContext()
                                .getHttpRequest()
                                .getDecodedFormParameters()
                                .getFirst("scope"),
                        session.getContext().getClient().getClientScopes(false).keySet())) {
            throw new ClientPolicyException(OAuthErrorException.INVALID_SCOPE, "Name the scopes that are asked for");
        }
    }

    /** Whether what is asked for names a scope of systems, or the client may ask for none. */
    static boolean areNamed(@Nullable String asked, Collection<String> open) {
        return open.stream().noneMatch(scope -> scope.startsWith(SYSTEM))
                || (asked != null && Arrays.stream(asked.split(" ", -1)).anyMatch(scope -> scope.startsWith(SYSTEM)));
    }
}
