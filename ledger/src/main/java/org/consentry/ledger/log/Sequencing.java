package org.consentry.ledger.log;

import org.consentry.ledger.merkle.TreeHead;

/** What an attempt to move pending entries into the log came to. */
public sealed interface Sequencing {
    /**
     * Entries were taken and are durable in the log.
     *
     * @param head the tree now
     * @param added entries with new indexes, the last of the tree; 0 if all were in the log already
     * @param more whether others may be waiting
     */
    record Sequenced(TreeHead head, int added, boolean more) implements Sequencing {}

    /** Nothing was waiting. */
    record Idle() implements Sequencing {}

    /** Another process is at it, and will see what was waiting here. */
    record Contended() implements Sequencing {}
}
