package org.consentry.ledger.log;

import java.util.Collection;
import java.util.List;
import org.consentry.ledger.merkle.ConsistencyProof;
import org.consentry.ledger.merkle.TreeHead;
import org.consentry.ledger.note.Checkpoint;
import org.consentry.ledger.note.NoteSignature;
import org.consentry.ledger.note.SignedCheckpoint;
import org.consentry.ledger.note.SignedNote;

/** Those who must have seen a checkpoint before it is published. */
public interface Cosigners {
    /** Where proofs come from that the log has grown from an older size. */
    @FunctionalInterface
    interface History {
        /** That the tree to be cosigned continues the one of that size. */
        ConsistencyProof since(long oldSize);
    }

    /**
     * The largest tree of this log that any of them has cosigned; 0 if none has. Those that do not answer are left out.
     *
     * @param empty a signed checkpoint of the log's empty tree, which commits to nothing
     */
    long largestSeen(SignedNote empty);

    /**
     * Asks for cosignatures.
     *
     * @return enough of them, or why not
     */
    Cosigning cosign(SignedCheckpoint checkpoint, History history);

    /** What asking came to. */
    sealed interface Cosigning {
        /** Enough have signed. */
        record Enough(Collection<NoteSignature> signatures) implements Cosigning {
            public Enough {
                signatures = List.copyOf(signatures);
            }
        }

        /** One of them has seen a larger tree of this log than the checkpoint's. */
        record Ahead(long size) implements Cosigning {}

        /**
         * One of them has seen a tree of this log that the checkpoint's does not continue.
         *
         * @param witness its name
         */
        record Forked(String witness) implements Cosigning {}

        /** Too few did; the checkpoint must not be published yet. */
        record TooFew(int obtained) implements Cosigning {}
    }

    /** No witnesses: every checkpoint may be published at once. */
    static Cosigners none() {
        return new Cosigners() {
            @Override
            public long largestSeen(SignedNote empty) {
                return 0;
            }

            @Override
            public Cosigning cosign(SignedCheckpoint checkpoint, History history) {
                return new Cosigning.Enough(List.of());
            }
        };
    }

    /** The checkpoint of a log without entries. */
    static Checkpoint emptyTree(String origin) {
        return new Checkpoint(origin, TreeHead.EMPTY);
    }
}
