package org.consentry.keycloak;

import jakarta.ws.rs.core.MultivaluedMap;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.idm.ClientPolicyExecutorConfigurationRepresentation;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;

/** A check of one request, which the realm's client policies name; there is nothing to configure. */
abstract class RequestExecutor
        implements ClientPolicyExecutorProvider<ClientPolicyExecutorConfigurationRepresentation> {
    private final String id;
    private final KeycloakSession session;

    RequestExecutor(String id, KeycloakSession session) {
        this.id = id;
        this.session = session;
    }

    final KeycloakSession session() {
        return session;
    }

    final MultivaluedMap<String, String> form() {
        return session.getContext().getHttpRequest().getDecodedFormParameters();
    }

    @Override
    public final String getProviderId() {
        return id;
    }
}
