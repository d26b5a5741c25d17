package org.consentry.crypto.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Times a piece of work in seconds of this thread's processor time, so that the figure does not depend on what else the
 * machine does: warms it up, then takes the median of several rounds.
 */
final class Stopwatch {
    private static final int ROUNDS = 7;
    private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private Stopwatch() {}

    /** One unit of the work. */
    interface Work {
        void run() throws Exception;
    }

    /** Seconds a unit takes. */
    static double seconds(Work work) throws Exception {
        double[] rounds = new double[ROUNDS];
        round(work, WARM_UP_NANOS);
        for (int i = 0; i < ROUNDS; i++) {
            rounds[i] = round(work, ROUND_NANOS);
        }
        Arrays.sort(rounds);
        return rounds[ROUNDS / 2];
    }

    private static double round(Work work, long nanos) throws Exception {
        long start = THREADS.getCurrentThreadCpuTime();
        long units = 0;
        long spent;
        do {
            work.run();
            units++;
            spent = THREADS.getCurrentThreadCpuTime() - start;
        } while (spent < nanos);
        return spent / 1e9 / units;
    }

    static void print(String name, String figure) {
        System.out.printf("%-44s %s%n", name, figure);
    }
}
