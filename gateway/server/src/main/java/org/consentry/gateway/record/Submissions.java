package org.consentry.gateway.record;

import java.util.List;
import java.util.function.Consumer;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.access.WriteIntent;

/**
 * Transaction Bundles as hospitals send them: local {@code urn:uuid} references, conditional references, conditional
 * creates, updates and deletes.
 *
 * @see <a href="https://hl7.org/fhir/R4/http.html#transaction">http.html#transaction</a>
 */
public interface Submissions {
    /**
     * Stores all entries of a transaction Bundle or none, in one database transaction with the write participants.
     * MUST NOT return before it survives a power cut. Sending the same content again changes nothing where entries
     * name their identity (an id, a condition).
     *
     * @param bundle a Bundle of type transaction as UTF-8 JSON
     * @param visibility what conditions and conditional references may match
     * @param rule called once with every change before it is stored; what it throws rolls everything back
     */
    Submitted submit(byte[] bundle, Author author, Visibility visibility, Consumer<List<WriteIntent>> rule);

    /**
     * What became of a Bundle.
     *
     * @param bundleId as in {@link WriteBatch#bundleId()}
     * @param entries one per entry of the Bundle, in its order
     */
    record Submitted(String bundleId, List<Entry> entries) {}

    /**
     * What became of an entry.
     *
     * @param outcome what happened
     * @param version the version that is now current; for a read, the one that was read
     */
    record Entry(Outcome outcome, StoredVersion version) {}

    /** What can happen to an entry. */
    enum Outcome {
        CREATED,
        UPDATED,
        UNCHANGED,
        DELETED,
        /** A conditional create that found its resource. */
        MATCHED
    }
}
