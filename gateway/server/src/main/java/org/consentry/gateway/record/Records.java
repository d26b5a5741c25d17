package org.consentry.gateway.record;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.statement.Part;

/**
 * The store as other features use it. Every method may be called at the same time from many threads and joins the
 * caller's transaction when there is one.
 */
public interface Records {
    /** The current version, deleted ones included; empty when it is not there or the caller may not see it. */
    Optional<StoredVersion> current(ResourceId id, Visibility visibility);

    /**
     * As {@link #current(ResourceId, Visibility)}, and keeps a paper that tells of it by the same statement where that can
     * be done: then nothing is shown that nothing tells of, for the price of showing it. The disk is told of the paper as
     * by {@link #keep} without waiting for it. MUST NOT be called inside a transaction.
     *
     * @param telling makes the paper when it is known whose record it would be about, by the patient's logical id
     */
    default Told current(ResourceId id, Visibility visibility, Function<String, Paper> telling) {
        return new Told(current(id, visibility), false);
    }

    /**
     * What was found.
     *
     * @param told whether the paper is kept; nothing is told of nothing
     */
    record Told(Optional<StoredVersion> version, boolean told) {}

    /** Which of these are there and not deleted, by one statement whatever their number. */
    Set<ResourceId> present(Collection<ResourceId> ids);

    /** One version; empty when it is not there or the caller may not see it. */
    Optional<StoredVersion> version(ResourceId id, long version, Visibility visibility);

    /**
     * Matches of a FHIR search such as {@code "status=proposed&patient=Patient/1&_sort=-_lastUpdated"}, without
     * includes.
     *
     * @param limit at most this many, 1 to 10,000
     */
    List<StoredVersion> search(String type, String query, Visibility visibility, int limit);

    /**
     * Stores all writes in one transaction and returns the versions that are now current, one per write and in its
     * order. A Put that changes nothing keeps its version. MUST NOT return before the writes survive a power cut,
     * unless it joined a transaction of the caller's.
     */
    List<StoredVersion> write(List<Write> writes, Author author);

    /**
     * Keeps new papers. They are found by whoever reads their types from now on, and are filed soon. Joins the caller's
     * transaction, and then is as durable as that is.
     *
     * @param survivesPowerCut whether to wait for the disk; otherwise it is told within PostgreSQL's {@code
     *     wal_writer_delay}
     */
    void keep(List<Paper> papers, boolean survivesPowerCut);

    /** What {@link #keep} would insert, for a statement of the caller's: as durable as its transaction. */
    Part rows(List<Paper> papers);

    /**
     * Marks under a name which current versions queries find, by type: of these types, what is written later is not marked.
     * Joins the caller's transaction.
     *
     * @throws org.consentry.gateway.problem.Problem NOT_SUPPORTED for a query that is none
     */
    void mark(String name, Map<String, List<String>> queries);

    /** Takes the marks of a name away. Joins the caller's transaction. */
    void unmark(String name);

    /** Papers of these ids that are kept and not filed yet. They are the caller's now, to be written completed. */
    List<Paper> takeBack(Collection<String> ids);

    /**
     * Streams the current versions of the given types (all when empty) from one snapshot in constant memory, by
     * patient and then by type.
     */
    default void stream(Set<String> types, Visibility visibility, Consumer<StoredVersion> consumer) {
        stream(
                new Selection(types, Set.of(), Map.of(), false),
                visibility,
                (version, found) -> consumer.accept(version));
    }

    /**
     * As {@link #stream(Set, Visibility, Consumer)}, and tells of each version whether a query of its type finds it.
     *
     * @throws org.consentry.gateway.problem.Problem NOT_SUPPORTED for a query that is none
     */
    void stream(Selection selection, Visibility visibility, BiConsumer<StoredVersion, Boolean> consumer);
}
