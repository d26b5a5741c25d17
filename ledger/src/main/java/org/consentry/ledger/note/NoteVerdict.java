package org.consentry.ledger.note;

import java.util.List;

/** What checking a note against known keys came to. */
public sealed interface NoteVerdict {
    /** At least one known key signed, and no signature of a known key is bad. */
    record Verified(List<VerifiedSignature> signatures) implements NoteVerdict {
        public Verified {
            signatures = List.copyOf(signatures);
        }
    }

    /** The text must not be believed. */
    record Rejected(Reason reason) implements NoteVerdict {}

    /** Why a note is rejected. */
    enum Reason {
        /** A known key's signature does not fit the text. */
        BAD_SIGNATURE,
        /** None of the signatures is by a known key. */
        NO_KNOWN_KEY
    }
}
