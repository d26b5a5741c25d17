package org.consentry.ledger.witness;

import java.io.IOException;
import java.util.Optional;
import org.consentry.ledger.note.SignedCheckpoint;

/** What a witness remembers: the largest checkpoint of every log that it cosigned. */
public interface CosignedCheckpoints {
    /** The one of a log, if it cosigned any. */
    Optional<SignedCheckpoint> latest(String origin) throws IOException;

    /**
     * Remembers a checkpoint instead of the one before. The caller holds the log's turn; see {@link Witness}.
     *
     * <p>MUST survive a power cut before it returns: a witness that forgets may cosign a second history.
     */
    void remember(SignedCheckpoint checkpoint) throws IOException;
}
