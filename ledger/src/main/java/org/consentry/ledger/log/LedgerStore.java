package org.consentry.ledger.log;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.consentry.ledger.entry.Entry;
import org.consentry.ledger.entry.Pseudonym;
import org.consentry.ledger.merkle.Hash;
import org.consentry.ledger.merkle.TreeHead;
import org.consentry.ledger.note.SignedCheckpoint;
import org.consentry.ledger.tile.TileSource;

/**
 * Where one log keeps its entries, tiles and checkpoints.
 *
 * <p>All methods may be called at the same time, from several threads and, where the store says so, processes. Every
 * method throws {@link StoreFailure} when the store is away or damaged. Reading MUST NOT wait for sequencing.
 */
public interface LedgerStore extends TileSource {
    /** The log's name, which is also that of its key. */
    String origin();

    /**
     * Accepts entries for the log.
     *
     * <p>MUST NOT return before they survive a power cut. An entry whose digest waits or is logged already is accepted and
     * changes nothing. If this throws, the caller MUST submit again: any part may have been kept.
     */
    void submit(Collection<Entry> entries);

    /**
     * Moves the entries that have waited longest into the log, all of them or none: gives indexes without gaps in the
     * order of submission, grows the tree, and stores the tiles that changed.
     *
     * <p>MUST NOT log a digest twice. If this throws, the caller assumes nothing and calls again. A power cut may undo it
     * until {@link #settled()} has returned: then the entries wait again, and may get other indexes.
     *
     * @param limit most entries to take, at least 1
     */
    Sequencing sequence(int limit);

    /** The tree of all entries that have an index; the published checkpoint may be behind it, and the disk too. */
    TreeHead head();

    /**
     * The tree of all entries that have an index, once it survives a power cut. MUST NOT return before it does: what it
     * gives is signed.
     */
    default TreeHead settled() {
        return head();
    }

    /** The checkpoint published last. */
    Optional<SignedCheckpoint> published();

    /**
     * The smallest published checkpoint whose tree has the entry at an index. Stays the same forever, so that the receipt
     * of an entry does.
     */
    Optional<SignedCheckpoint> publishedCovering(long index);

    /**
     * Published checkpoints, largest first.
     *
     * @param below only those of smaller trees
     * @param limit most to give
     */
    List<SignedCheckpoint> checkpoints(long below, int limit);

    /**
     * Publishes a checkpoint if the one published last is still of size {@code previous} ({@code -1}: none yet).
     *
     * <p>MUST be durable before it returns {@link Publication#PUBLISHED}, and MUST let exactly one of several concurrent
     * callers with the same {@code previous} win.
     */
    Publication publish(SignedCheckpoint next, long previous);

    /** The index that a digest was given. */
    OptionalLong indexOf(Hash digest);

    /** Entries in order; fewer than asked for only at the end of the log. */
    List<LoggedEntry> entries(long from, int count);

    /** The entries with these digests that have an index, in the order of their indexes. */
    default List<LoggedEntry> entriesWith(Collection<Hash> digests) {
        return digests.stream()
                .flatMapToLong(digest -> indexOf(digest).stream())
                .sorted()
                .mapToObj(index -> entries(index, 1).get(0))
                .toList();
    }

    /**
     * Entries about any of these subjects, latest first.
     *
     * @param below only those with smaller indexes
     * @param limit most to give
     */
    List<LoggedEntry> entriesOf(Set<Pseudonym> subjects, long below, int limit);
}
