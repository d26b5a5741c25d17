package org.consentry.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.consentry.bench.load.Measurement;

/** Measurements in a file of lines, so that runs against several servers can be laid side by side. */
final class Results {
    private static final int FIELDS = 6;

    private Results() {}

    /** What was measured: a kind of request and how many clients sent it. */
    record Key(String kind, int clients) {}

    /**
     * What came of it.
     *
     * @param rate resources a second where the kind counts them, otherwise requests
     * @param p99 milliseconds
     */
    record Line(double rate, double p50, double p99, int failures) {}

    /** Adds to the end of the file. A kind may hold any character but a tab. */
    static void append(Path file, List<Measurement> measurements) throws IOException {
        StringBuilder lines = new StringBuilder(512);
        for (Measurement each : measurements) {
            double rate = each.units() == 0 ? each.requestsPerSecond() : each.unitsPerSecond();
            add(lines, each.kind(), each.clients(), new Line(rate, each.p50(), each.p99(), each.failures()));
        }
        Files.writeString(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static void add(StringBuilder lines, String kind, int clients, Line line) {
        lines.append(String.format(
                Locale.ROOT,
                "%s\t%d\t%.3f\t%.3f\t%.3f\t%d%n",
                kind,
                clients,
                line.rate(),
                line.p50(),
                line.p99(),
                line.failures()));
    }

    /** In the order of the file; a kind that was measured twice is what it was the last time. */
    static Map<Key, Line> read(Path file) throws IOException {
        Map<Key, Line> results = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] fields = line.split("\t", -1);
            if (fields.length != FIELDS) {
                throw new IllegalArgumentException(file.getFileName() + " holds a line that is no measurement");
            }
            results.put(
                    new Key(fields[0], Integer.parseInt(fields[1])),
                    new Line(
                            Double.parseDouble(fields[2]),
                            Double.parseDouble(fields[3]),
                            Double.parseDouble(fields[4]),
                            Integer.parseInt(fields[5])));
        }
        return results;
    }
}
