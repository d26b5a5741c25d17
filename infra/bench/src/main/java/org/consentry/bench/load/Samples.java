package org.consentry.bench.load;

/** How the requests of one kind went, as one thread saw them. */
final class Samples {
    private final Times times = new Times();
    private int failures;
    private long units;

    void add(long elapsedNanos, long unitsDone, boolean fine) {
        times.add(elapsedNanos);
        units += unitsDone;
        failures += fine ? 0 : 1;
    }

    void addAll(Samples other) {
        times.addAll(other.times);
        units += other.units;
        failures += other.failures;
    }

    int count() {
        return times.count();
    }

    int failures() {
        return failures;
    }

    long units() {
        return units;
    }

    /** @param share 0.5 for the median; 0 when nothing was asked */
    double millis(double share) {
        return count() == 0 ? 0 : times.millis(share);
    }
}
