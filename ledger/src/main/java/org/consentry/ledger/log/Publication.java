package org.consentry.ledger.log;

/** What an attempt to replace the published checkpoint came to. */
public enum Publication {
    /** The new checkpoint is the published one, durably. */
    PUBLISHED,
    /** Another was published meanwhile; this one was not and must be forgotten. */
    SUPERSEDED
}
