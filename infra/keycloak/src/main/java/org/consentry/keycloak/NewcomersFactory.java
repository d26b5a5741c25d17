package org.consentry.keycloak;

import org.keycloak.Config;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.events.EventListenerProviderFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** The listener {@code consentry-registration}, which a realm names among its event listeners. */
public final class NewcomersFactory implements EventListenerProviderFactory {
    @Override
    public EventListenerProvider create(KeycloakSession session) {
        return new Newcomers(session);
    }

    @Override
    public String getId() {
        return "consentry-registration";
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
