package org.consentry.ledger.entry;

import java.util.Optional;

/** What happened. The codes are part of the format and are never used again for something else. */
public enum EntryKind {
    /** A bundle of resources was stored. */
    BUNDLE(1),
    /** A member asked for a patient's data. */
    CONSENT_REQUESTED(2),
    /** The patient said yes. */
    CONSENT_GRANTED(3),
    /** The patient said no. */
    CONSENT_REFUSED(4),
    /** The patient took a yes back. */
    CONSENT_REVOKED(5),
    /** A consent reached its end. */
    CONSENT_EXPIRED(6),
    /** Data was shown to someone. */
    DISCLOSURE(7),
    /** A sealed key was re-encrypted for a reader. */
    REENCRYPTION(8),
    /** An attachment was fetched. */
    DELIVERY(9),
    /** A bulk export was made. */
    EXPORT(10),
    /** A patient was referred. */
    REFERRAL(11),
    /** A research reward was credited. */
    REWARD(12),
    /** A member joined, left or changed. */
    MEMBERSHIP(13),
    /** A key was added, rotated or withdrawn. */
    KEY_EVENT(14),
    /** A member took its request for a patient's data back. */
    CONSENT_WITHDRAWN(15);

    private final int code;

    EntryKind(int code) {
        this.code = code;
    }

    /** The byte in entries, and the number in stores. */
    public int code() {
        return code;
    }

    /** The kind with that code, if there is one. */
    public static Optional<EntryKind> ofCode(int code) {
        return code >= 1 && code <= values().length ? Optional.of(values()[code - 1]) : Optional.empty();
    }
}
