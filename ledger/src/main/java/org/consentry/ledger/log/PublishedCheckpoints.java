package org.consentry.ledger.log;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.consentry.ledger.note.SignedCheckpoint;

/** What a store without a database has published, by tree size. Guarded by the store. */
final class PublishedCheckpoints {
    private final NavigableMap<Long, SignedCheckpoint> bySize = new TreeMap<>();

    Optional<SignedCheckpoint> last() {
        return value(bySize.lastEntry());
    }

    Optional<SignedCheckpoint> covering(long index) {
        return value(bySize.higherEntry(index));
    }

    List<SignedCheckpoint> below(long size, int limit) {
        return bySize.headMap(size, false).descendingMap().values().stream()
                .limit(limit)
                .toList();
    }

    /** Whether the last one has the size that the next was made after, and the next one is larger. */
    boolean isNext(SignedCheckpoint next, long previous) {
        long last = bySize.isEmpty() ? -1 : bySize.lastKey();
        return last == previous && next.size() > last;
    }

    void add(SignedCheckpoint checkpoint) {
        bySize.put(checkpoint.size(), checkpoint);
    }

    private static Optional<SignedCheckpoint> value(Map.Entry<Long, SignedCheckpoint> entry) {
        return Optional.ofNullable(entry).map(Map.Entry::getValue);
    }
}
