package org.consentry.gateway.record;

import java.util.Optional;
import org.consentry.gateway.identity.OrganizationId;

/**
 * On whose account something is written.
 *
 * @param source becomes the rows' source organization
 * @param actor who acted, for provenance: a client id or a subject
 * @param kind what the writing is
 * @param signature with which the source has signed it, if it has
 */
public record Author(OrganizationId source, String actor, Kind kind, Optional<AuthorSignature> signature) {
    /** What kind of writing it is. */
    public enum Kind {
        /** Submitted content: signed, logged and announced by the participants of the transaction. */
        SUBMISSION,
        /** The gateway's own bookkeeping (audit events, receipts): stored and indexed, nothing more. */
        BOOKKEEPING
    }

    /** Somebody who has not signed what is written. */
    public Author(OrganizationId source, String actor, Kind kind) {
        this(source, actor, kind, Optional.empty());
    }

    /** The same, having signed it. */
    public Author signing(AuthorSignature own) {
        return new Author(source, actor, kind, Optional.of(own));
    }

    /** The gateway writing on its own account. */
    public static Author gateway() {
        return new Author(OrganizationId.AUTHORITY, "gateway", Kind.BOOKKEEPING);
    }
}
