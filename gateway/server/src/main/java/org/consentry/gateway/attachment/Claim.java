package org.consentry.gateway.attachment;

import java.util.UUID;

/** What comes of asking for a staged copy. */
public sealed interface Claim {
    /**
     * The caller alone may fetch it now.
     *
     * @param id tells this fetch from all others
     */
    record Granted(Delivery delivery, UUID id) implements Claim {}

    /** It has been fetched. */
    record Spent(Delivery delivery) implements Claim {}

    /** Somebody is fetching it. */
    record InProgress() implements Claim {}

    /** Its time is over, or its consent is: there is nothing to fetch any more by this URI. */
    record Over() implements Claim {}

    /** No such URI for this caller. */
    record Unknown() implements Claim {}
}
