package org.consentry.ledger.witness;

import java.util.List;
import org.consentry.ledger.note.NoteSignature;

/** What a witness answers to a checkpoint, one case a status of the protocol. */
public sealed interface WitnessAnswer {
    /** 200: seen, remembered and cosigned. */
    record Cosigned(List<NoteSignature> signatures) implements WitnessAnswer {
        public Cosigned {
            signatures = List.copyOf(signatures);
        }
    }

    /** 409: the witness last cosigned another size, or the same size with another root. */
    record Conflict(long size) implements WitnessAnswer {}

    /** The checkpoint is not cosigned and repeating it will not help. */
    record Refused(Reason reason) implements WitnessAnswer {}

    /** Why not, with its status. */
    enum Reason {
        /** The body is not in form, or its old size is larger than the checkpoint. */
        MALFORMED(400),
        /** No key that the witness knows for this origin has signed. */
        BAD_SIGNATURE(403),
        /** The witness does not watch this log. */
        UNKNOWN_LOG(404),
        /** The proof does not show that the tree continues the one remembered. */
        NOT_CONSISTENT(422);

        private final int status;

        Reason(int status) {
            this.status = status;
        }

        /** The HTTP status. */
        public int status() {
            return status;
        }
    }
}
