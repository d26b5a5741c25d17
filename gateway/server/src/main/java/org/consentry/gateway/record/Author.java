package org.consentry.gateway.record;

import org.consentry.gateway.identity.OrganizationId;

/**
 * On whose account something is written.
 *
 * @param source becomes the rows' source organization
 * @param actor who acted, for provenance: a client id or a subject
 * @param kind what the writing is
 */
public record Author(OrganizationId source, String actor, Kind kind) {
    /** What kind of writing it is. */
    public enum Kind {
        /** Submitted content: signed, logged and announced by the participants of the transaction. */
        SUBMISSION,
        /** The gateway's own bookkeeping (audit events, receipts): stored and indexed, nothing more. */
        BOOKKEEPING
    }

    /** The gateway writing on its own account. */
    public static Author gateway() {
        return new Author(OrganizationId.AUTHORITY, "gateway", Kind.BOOKKEEPING);
    }
}
