package org.consentry.ledger.proof;

import java.util.List;
import org.consentry.ledger.merkle.TreeHead;
import org.consentry.ledger.note.VerifiedSignature;

/** What checking a receipt or a checkpoint came to. */
public sealed interface Verdict {
    /**
     * Everything holds.
     *
     * @param head the tree that was signed
     * @param signatures by the log, and by the witnesses that the policy knows
     */
    record Accepted(String origin, TreeHead head, List<VerifiedSignature> signatures) implements Verdict {
        public Accepted {
            signatures = List.copyOf(signatures);
        }
    }

    /** Something does not hold, and nothing about the receipt should be believed. */
    record Refused(Reason reason) implements Verdict {}

    /** Why not. */
    enum Reason {
        /** No log that the verifier knows has signed the checkpoint under its own name. */
        UNKNOWN_LOG,
        /** A known key's signature does not fit. */
        BAD_SIGNATURE,
        /** Too few of the witnesses that the policy names have cosigned. */
        QUORUM_NOT_MET,
        /** The path does not lead from the entry to the signed root. */
        NOT_INCLUDED,
        /** The content is not what the entry commits to. */
        OTHER_CONTENT
    }
}
