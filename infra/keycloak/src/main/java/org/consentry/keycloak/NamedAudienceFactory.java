package org.consentry.keycloak;

/** The executor {@code consentry-named-audience}, which the realm's client policies name. */
public final class NamedAudienceFactory extends RequestExecutorFactory {
    /** Keycloak makes it. */
    public NamedAudienceFactory() {
        super(
                NamedAudience.ID,
                "Refuses authorization requests whose aud is not the audience of the tokens",
                NamedAudience::new);
    }
}
