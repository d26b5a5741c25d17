package org.consentry.gateway.record.row;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.consentry.gateway.record.LogicalIds;

/**
 * Ids of rows, made here and not by a sequence, so that shards need not agree: 41 bits of milliseconds since 2024 and
 * 22 bits that start at random in every millisecond. Two replicas may draw the same id; rows are keyed by patient and
 * id, so the loser's transaction fails on the key and is tried again.
 */
public final class RowIds {
    private static final long EPOCH_2024 = LogicalIds.EPOCH_2024;
    private static final int RANDOM_BITS = LogicalIds.ROW_BITS;

    private final SecureRandom random = new SecureRandom();
    private final AtomicLong last = new AtomicLong();
    private final Clock clock;

    public RowIds(Clock clock) {
        this.clock = clock;
    }

    /** A new id, larger than all this instance gave before. */
    public long next() {
        long now = (clock.millis() - EPOCH_2024) << RANDOM_BITS;
        long candidate = now | random.nextInt(1 << (RANDOM_BITS - 1));
        return last.updateAndGet(previous -> Math.max(previous + 1, candidate));
    }

    /** What ids are smaller than that were made longer ago than this. */
    public long before(Duration age) {
        return (clock.millis() - age.toMillis() - EPOCH_2024) << RANDOM_BITS;
    }

    /** Whether a logical id could be one of these; a UUID never is. */
    public static boolean mayHaveMade(String logicalId) {
        return logicalId.indexOf('-') < 0;
    }

    /** A logical id for a new resource: short, unguessable. */
    public String logicalId(long rid) {
        return LogicalIds.of(rid, random.nextLong(1L << LogicalIds.CHANCE_BITS));
    }
}
