package org.consentry.keycloak;

import java.util.List;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProviderFactory;

/** The executor {@code consentry-named-scopes}, which the realm's client policies name. */
public final class NamedScopesFactory implements ClientPolicyExecutorProviderFactory {
    @Override
    public ClientPolicyExecutorProvider<?> create(KeycloakSession session) {
        return new NamedScopes(session);
    }

    @Override
    public String getId() {
        return NamedScopes.ID;
    }

    @Override
    public String getHelpText() {
        return "Refuses token requests of systems that name no scope";
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return List.of();
    }

    @Override
    public void init(Config.Scope options) {
        // There is nothing to choose.
    }

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        // Needs no other provider.
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
