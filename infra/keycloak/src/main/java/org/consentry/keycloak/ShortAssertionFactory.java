package org.consentry.keycloak;

import java.time.InstantSource;
import java.util.List;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProviderFactory;

/** The executor {@code consentry-short-assertion}, which the realm's client policies name. */
public final class ShortAssertionFactory implements ClientPolicyExecutorProviderFactory {
    @Override
    public ClientPolicyExecutorProvider<?> create(KeycloakSession session) {
        return new ShortAssertion(session, InstantSource.system());
    }

    @Override
    public String getId() {
        return ShortAssertion.ID;
    }

    @Override
    public String getHelpText() {
        return "Refuses client assertions that live for more than five minutes from now";
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
