package org.consentry.bench.load;

/**
 * What was seen of one kind of request.
 *
 * @param units resources that were moved, where the kind counts them; otherwise 0
 * @param p50 milliseconds
 * @param p99 milliseconds
 */
public record Measurement(
        String kind, int clients, double seconds, int requests, long units, double p50, double p99, int failures) {
    static Measurement of(String kind, int clients, double seconds, Samples samples) {
        return new Measurement(
                kind,
                clients,
                seconds,
                samples.count(),
                samples.units(),
                samples.millis(0.5),
                samples.millis(0.99),
                samples.failures());
    }

    public double requestsPerSecond() {
        return requests / seconds;
    }

    public double unitsPerSecond() {
        return units / seconds;
    }
}
