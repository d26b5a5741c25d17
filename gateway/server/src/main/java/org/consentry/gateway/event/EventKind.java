package org.consentry.gateway.event;

import java.util.Locale;

/** The kinds of events, as they are named on the stream. */
public enum EventKind {
    CONSENT_REQUESTED,
    CONSENT_GRANTED,
    CONSENT_REFUSED,
    CONSENT_REVOKED,
    CONSENT_EXPIRED,
    CONSENT_WITHDRAWN,
    BREAK_GLASS,
    RECORD_ADDED,
    UPDATE_PROPOSED,
    ATTACHMENT_READY,
    ATTACHMENT_DELIVERED,
    REFERRAL,
    RESEARCH_OFFER,
    INVITATION,
    CHECKPOINT;

    /** The {@code event:} field, such as {@code consent-requested}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
