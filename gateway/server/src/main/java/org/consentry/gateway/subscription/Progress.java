package org.consentry.gateway.subscription;

import java.time.Instant;
import org.consentry.gateway.identity.OrganizationId;

/**
 * A subscription and how far it is.
 *
 * @param position the last event of the owner's stream that was looked at
 * @param events how many of them concern it
 * @param told how many of those the endpoint has taken
 * @param failures how often in a row the endpoint has failed
 * @param lastSent when it last took anything
 */
record Progress(
        String id,
        OrganizationId owner,
        Terms terms,
        Status status,
        long position,
        long events,
        long told,
        int failures,
        Instant lastSent) {

    /** As {@code Subscription.status}. */
    enum Status {
        REQUESTED,
        ACTIVE,
        ERROR,
        OFF;

        String code() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
