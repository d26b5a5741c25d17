package org.consentry.keycloak;

import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.InstantSource;

/** The executor {@code consentry-short-assertion}, which the realm's client policies name. */
public final class ShortAssertionFactory extends RequestExecutorFactory {
    /** Keycloak makes it. */
    public ShortAssertionFactory() {
        super(
                ShortAssertion.ID,
                "Refuses client assertions that live for more than five minutes from now or are older than the server",
                session -> new ShortAssertion(
                        session,
                        InstantSource.system(),
                        Instant.ofEpochMilli(
                                ManagementFactory.getRuntimeMXBean().getStartTime())));
    }
}
