package org.consentry.bench.ledger;

import java.util.Locale;
import java.util.function.LongConsumer;
import org.consentry.bench.load.Times;

/** Named times, as a line. For one thread at a time. */
final class Latencies {
    private final String what;
    private final Times times = new Times();

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
        times.add(elapsed);
    }

    /** One line. */
    String line() {
        double[] at = times.millis(0.5, 0.9, 0.99, 0.999, 1);
        return String.format(
                Locale.ROOT,
                "%-36s p50 %8.2f  p90 %8.2f  p99 %8.2f  p99.9 %8.2f  max %8.2f ms  (%,d)",
                what,
                at[0],
                at[1],
                at[2],
                at[3],
                at[4],
                times.count());
    }
}
