package org.consentry.keycloak;

/** The executor {@code consentry-named-scopes}, which the realm's client policies name. */
public final class NamedScopesFactory extends RequestExecutorFactory {
    /** Keycloak makes it. */
    public NamedScopesFactory() {
        super(NamedScopes.ID, "Refuses token requests of systems that name no scope", NamedScopes::new);
    }
}
