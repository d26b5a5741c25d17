package org.consentry.gateway.proof;

import java.util.Optional;
import java.util.function.Consumer;
import org.consentry.gateway.statement.Part;
import org.consentry.ledger.entry.EntryKind;

/** The ledger, as features use it: facts are committed to in the transaction that makes them true. */
public interface Ledgering {
    /**
     * Adds an entry that commits to {@code content} with a fresh salt. MUST be called inside a transaction: the entry
     * is sequenced after its commit, or never existed. The same content with the same kind may be added again and gets
     * an entry of its own.
     *
     * @param patientId whose record the fact concerns; the ledger holds a keyed pseudonym of it, another
     *     one for each organization that took part
     * @param content the fact as UTF-8 JSON; it is not stored here and must be kept by the caller to be proved later
     */
    Receipt append(EntryKind kind, Optional<String> patientId, byte[] content);

    /**
     * As {@link #append(EntryKind, Optional, byte[])}, with a statement that the caller sends in the transaction.
     *
     * @param rows takes the parts of that statement
     */
    Receipt append(EntryKind kind, Optional<String> patientId, byte[] content, Consumer<Part> rows);

    /**
     * What proves the entry together with the content.
     *
     * @param digest 32 bytes: the leaf's identity, by which the proof is fetched
     * @param salt 32 bytes that the commitment was made with
     */
    record Receipt(byte[] digest, byte[] salt) {}
}
