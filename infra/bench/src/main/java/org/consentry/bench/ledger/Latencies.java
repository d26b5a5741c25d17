package org.consentry.bench.ledger;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.LongConsumer;

/** How long something took, every time; percentiles are exact. For one thread at a time. */
final class Latencies {
    private final String what;
    private long[] nanos = new long[4_096];
    private int count;

    Latencies(String what) {
        this.what = what;
    }

    /** Does it so many times, of which the first third is not counted. */
    static Latencies of(String what, int times, LongConsumer work) {
        Latencies latencies = new Latencies(what);
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            work.accept(i);
            if (i >= times / 3) {
                latencies.add(System.nanoTime() - start);
            }
        }
        return latencies;
    }

    void add(long elapsed) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count++] = elapsed;
    }

    /** One line. */
    String line() {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return String.format(
                Locale.ROOT,
                "%-36s p50 %8.2f  p90 %8.2f  p99 %8.2f  p99.9 %8.2f  max %8.2f ms  (%,d)",
                what,
                at(sorted, 0.5),
                at(sorted, 0.9),
                at(sorted, 0.99),
                at(sorted, 0.999),
                at(sorted, 1),
                count);
    }

    private static double at(long[] sorted, double share) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int rank = (int) Math.ceil(share * sorted.length) - 1;
        return sorted[Math.clamp(rank, 0, sorted.length - 1)] / 1e6;
    }
}
