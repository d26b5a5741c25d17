package org.consentry.keycloak;

import java.util.List;
import java.util.function.Function;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProviderFactory;

/** Makes one kind of {@link RequestExecutor}. */
abstract class RequestExecutorFactory implements ClientPolicyExecutorProviderFactory {
    private final String id;
    private final String help;
    private final Function<KeycloakSession, RequestExecutor> executors;

    RequestExecutorFactory(String id, String help, Function<KeycloakSession, RequestExecutor> executors) {
        this.id = id;
        this.help = help;
        this.executors = executors;
    }

    @Override
    public final RequestExecutor create(KeycloakSession session) {
        return executors.apply(session);
    }

    @Override
    public final String getId() {
        return id;
    }

    @Override
    public final String getHelpText() {
        return help;
    }

    @Override
    public final List<ProviderConfigProperty> getConfigProperties() {
        return List.of();
    }

    @Override
    public final void init(Config.Scope options) {
        // There is nothing to choose.
    }

    @Override
    public final void postInit(KeycloakSessionFactory factory) {
        // Needs no other provider.
    }

    @Override
    public final void close() {
        // Nothing is open.
    }
}
