package org.consentry.gateway.attachment;

import java.util.List;
import java.util.function.Predicate;

/** Collects the capsule fragments that several holders make, at the moment when a reader comes for them. */
public interface KeyCollector {
    /** What came of it. */
    enum Collected {
        /** Enough fragments, and they have been kept. */
        ENOUGH,
        /** Too few holders answered in time; nothing was kept. */
        TOO_FEW,
        /** The consent ended meanwhile. */
        ENDED
    }

    /**
     * Asks the holders. MUST NOT be called in a transaction: it waits for other systems.
     *
     * @param keep takes the fragments, in the transaction that also holds the proof of their making; false when somebody
     *     else was quicker
     */
    Collected collect(Delivery delivery, Predicate<List<byte[]>> keep);
}
