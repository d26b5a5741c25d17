package org.consentry.gateway.record.write;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.consentry.gateway.record.Author;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.Submissions;
import org.consentry.gateway.record.write.BundleEntry.Method;
import org.jspecify.annotations.Nullable;

/** What a client hands in, with what it may see and do. */
final class Handed {
    /** Larger ones are worth a transaction of their own, and one thread would do the work of several. */
    private static final int SMALL = 64;

    private final Supplier<List<BundleEntry>> reading;
    private final Set<ResourceId> targets;
    private final int size;
    private final boolean small;
    private @Nullable List<BundleEntry> read;

    final boolean bundled;
    final byte[] rawSha256;
    final Author author;
    final Submissions.Terms terms;

    /**
     * Reads it, so that what cannot be read is refused on the thread that brought it.
     *
     * @param reading makes the entries anew: whoever plans rewrites them
     * @param bundled whether they came in a Bundle, which errors then name
     */
    Handed(
            Supplier<List<BundleEntry>> reading,
            boolean bundled,
            byte[] rawSha256,
            Author author,
            Submissions.Terms terms) {
        this.reading = reading;
        this.bundled = bundled;
        this.rawSha256 = rawSha256;
        this.author = author;
        this.terms = terms;
        List<BundleEntry> entries = reading.get();
        this.read = entries;
        this.targets = entries.stream()
                .flatMap(entry -> entry.id().map(id -> new ResourceId(entry.type(), id)).stream())
                .collect(Collectors.toSet());
        this.size = entries.size();
        this.small = size <= SMALL && entries.stream().noneMatch(Handed::waits);
    }

    /** Conditions and patches lock before they look. */
    private static boolean waits(BundleEntry entry) {
        return entry.condition().isPresent() || entry.method() == Method.PATCH;
    }

    /** Entries. */
    int size() {
        return size;
    }

    /** Whether it may share a transaction. */
    boolean isSmall() {
        return small;
    }

    /** Whether there may be rows that it has to lock. */
    boolean namesIds() {
        return !targets.isEmpty();
    }

    boolean touchesWhat(Handed other) {
        return targets.stream().anyMatch(other.targets::contains);
    }

    /** Entries that nobody planned with yet. */
    List<BundleEntry> entries() {
        List<BundleEntry> first = read;
        read = null;
        return first == null ? reading.get() : first;
    }
}
