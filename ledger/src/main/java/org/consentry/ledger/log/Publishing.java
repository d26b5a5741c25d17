package org.consentry.ledger.log;

import org.consentry.ledger.note.SignedCheckpoint;

/** What an attempt to publish the newest tree came to. */
public sealed interface Publishing {
    /** A new checkpoint is out. */
    record Published(SignedCheckpoint checkpoint) implements Publishing {}

    /** The published checkpoint already covers every entry. */
    record UpToDate() implements Publishing {}

    /** Another process published first. */
    record Superseded() implements Publishing {}

    /** Too few witnesses answered; the entries are safe, their receipts have to wait. */
    record Unwitnessed(int cosignatures) implements Publishing {}

    /** Signing would show a second history, so nothing is signed until a person has looked. */
    record Refused(Reason reason) implements Publishing {}

    /** Why nothing may be signed. */
    enum Reason {
        /** A witness knows a larger tree of this log: this store is older than what was shown to the world. */
        BEHIND_WITNESSES,
        /** A witness knows a tree of this log that the stored one does not continue: there are two histories. */
        FORKED,
        /** The stored tree does not continue the published one. */
        DOES_NOT_CONTINUE,
        /** The published checkpoint is not by this log's key. */
        FOREIGN_CHECKPOINT
    }
}
