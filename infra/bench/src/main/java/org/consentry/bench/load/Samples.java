package org.consentry.bench.load;

import java.util.Arrays;

/** How long the requests of one kind took, as one thread saw them. Kept whole: percentiles are exact. */
final class Samples {
    private long[] nanos = new long[4_096];
    private int count;
    private int failures;
    private long units;

    void add(long elapsedNanos, long unitsDone, boolean fine) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count++] = elapsedNanos;
        units += unitsDone;
        failures += fine ? 0 : 1;
    }

    void addAll(Samples other) {
        long[] joined = Arrays.copyOf(nanos, Math.max(1, count + other.count));
        System.arraycopy(other.nanos, 0, joined, count, other.count);
        nanos = joined;
        count += other.count;
        units += other.units;
        failures += other.failures;
    }

    int count() {
        return count;
    }

    int failures() {
        return failures;
    }

    long units() {
        return units;
    }

    /** @param share 0.5 for the median; the nearest rank */
    double millis(double share) {
        if (count == 0) {
            return 0;
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(share * count) - 1;
        return sorted[Math.clamp(rank, 0, count - 1)] / 1e6;
    }
}
