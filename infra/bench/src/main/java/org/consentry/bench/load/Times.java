package org.consentry.bench.load;

import java.util.Arrays;
import java.util.Collection;

/** How long something took, every time. Kept whole, so percentiles are exact. For one thread at a time. */
public final class Times {
    private long[] nanos = new long[4_096];
    private int count;

    /** Those that are known already. */
    public static Times of(Collection<Long> nanos) {
        Times times = new Times();
        nanos.forEach(times::add);
        return times;
    }

    /** Adds one. */
    public void add(long elapsedNanos) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count++] = elapsedNanos;
    }

    void addAll(Times others) {
        long[] joined = Arrays.copyOf(nanos, Math.max(1, count + others.count));
        System.arraycopy(others.nanos, 0, joined, count, others.count);
        nanos = joined;
        count += others.count;
    }

    /** How often. */
    public int count() {
        return count;
    }

    /**
     * Milliseconds at the nearest rank; not a number when nothing was added.
     *
     * @param shares of all times, each above 0 to 1: 0.5 for the median
     */
    public double[] millis(double... shares) {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return Arrays.stream(shares).map(share -> at(sorted, share)).toArray();
    }

    /** As {@link #millis(double...)} of one share. */
    public double millis(double share) {
        return millis(new double[] {share})[0];
    }

    private static double at(long[] sorted, double share) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int rank = (int) Math.ceil(share * sorted.length) - 1;
        return sorted[Math.clamp(rank, 0, sorted.length - 1)] / 1e6;
    }
}
