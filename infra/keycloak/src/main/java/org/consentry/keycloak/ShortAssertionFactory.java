package org.consentry.keycloak;

import java.time.InstantSource;

/** The executor {@code consentry-short-assertion}, which the realm's client policies name. */
public final class ShortAssertionFactory extends RequestExecutorFactory {
    /** Keycloak makes it. */
    public ShortAssertionFactory() {
        super(
                ShortAssertion.ID,
                "Refuses client assertions that live for more than five minutes from now",
                session -> new ShortAssertion(session, InstantSource.system()));
    }
}
