package org.consentry.ledger.log;

import org.consentry.ledger.proof.TlogProof;

/** What the reader can say when asked for the receipt of an entry. */
public sealed interface ProofAnswer {
    /** The receipt, with the entry in its extra line. */
    record Proved(LoggedEntry entry, TlogProof receipt) implements ProofAnswer {}

    /** The entry has an index but no published checkpoint covers it yet; ask again within a second. */
    record NotYetPublished(long index) implements ProofAnswer {}

    /** The log has no such entry. One that still waits for its index looks like this too. */
    record Unknown() implements ProofAnswer {}
}
