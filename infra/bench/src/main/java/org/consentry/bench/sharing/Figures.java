package org.consentry.bench.sharing;

import java.util.Collection;

/** Times in nanoseconds, kept whole. */
final class Figures {
    private final long[] sorted;

    Figures(Collection<Long> nanos) {
        sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    int count() {
        return sorted.length;
    }

    /** @param share 0.5 for the median; the nearest rank */
    double millis(double share) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int rank = (int) Math.ceil(share * sorted.length) - 1;
        return sorted[Math.clamp(rank, 0, sorted.length - 1)] / 1e6;
    }
}
