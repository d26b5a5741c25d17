package org.consentry.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.consentry.bench.load.Measurement;

/** Shows measurements as a table, and as a plot for pages. */
final class Report {
    private static final int BAR = 520;
    private static final int LINE = 26;

    private Report() {}

    /** Machine and settings first: a figure without them says nothing. */
    static String text(String heading, String note, List<Measurement> measurements) {
        StringBuilder text = new StringBuilder(1_024);
        text.append(heading).append('\n').append(machine()).append('\n');
        if (!note.isEmpty()) {
            text.append("server: ").append(note).append('\n');
        }
        text.append(row("kind", "clients", "requests", "failed", "req/s", "resources/s", "p50 ms", "p99 ms"));
        for (Measurement each : measurements) {
            text.append(row(
                    each.kind(),
                    Integer.toString(each.clients()),
                    Integer.toString(each.requests()),
                    Integer.toString(each.failures()),
                    String.format(Locale.ROOT, "%.0f", each.requestsPerSecond()),
                    each.units() == 0 ? "" : String.format(Locale.ROOT, "%.0f", each.unitsPerSecond()),
                    String.format(Locale.ROOT, "%.2f", each.p50()),
                    String.format(Locale.ROOT, "%.2f", each.p99())));
        }
        return text.toString();
    }

    private static String row(String kind, String... cells) {
        StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-34s", kind));
        for (String cell : cells) {
            row.append(String.format(Locale.ROOT, "%12s", cell));
        }
        return row.append('\n').toString();
    }

    private static String machine() {
        String memory = "";
        if (ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system) {
            memory = ", %d GB of memory, load %.1f"
                    .formatted(system.getTotalMemorySize() >> 30, system.getSystemLoadAverage());
        }
        return "driver: %d processors%s, %s %s, Java %s, heap %d MB"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        memory,
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"),
                        System.getProperty("java.version"),
                        Runtime.getRuntime().maxMemory() >> 20);
    }

    /** Writes an SVG of bars, one per line of the table. */
    static void plot(Optional<Path> file, String heading, List<Measurement> measurements) throws IOException {
        if (file.isEmpty()) {
            return;
        }
        double most = measurements.stream().mapToDouble(Report::rate).max().orElse(1);
        StringBuilder svg = new StringBuilder(2_048);
        svg.append(
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" font-family=\"sans-serif\" font-size=\"13\" width=\"1000\" ")
                .append("height=\"%d\">%n<title>%s</title>%n".formatted(LINE * (measurements.size() + 2), heading))
                .append("<text x=\"8\" y=\"18\" font-weight=\"bold\">%s, per second</text>%n".formatted(heading));
        int y = LINE;
        for (Measurement each : measurements) {
            svg.append("<text x=\"8\" y=\"%d\">%s, %d clients</text>".formatted(y + 17, each.kind(), each.clients()))
                    .append("<rect x=\"300\" y=\"%d\" width=\"%.0f\" height=\"18\" fill=\"#2a6f97\"/>"
                            .formatted(y + 3, Math.max(1, BAR * rate(each) / most)))
                    .append(String.format(
                            Locale.ROOT,
                            "<text x=\"%.0f\" y=\"%d\">%.0f (p99 %.1f ms)</text>%n",
                            306 + BAR * rate(each) / most,
                            y + 17,
                            rate(each),
                            each.p99()));
            y += LINE;
        }
        Files.writeString(file.get(), svg.append("</svg>\n").toString());
    }

    private static double rate(Measurement measurement) {
        return measurement.units() == 0 ? measurement.requestsPerSecond() : measurement.unitsPerSecond();
    }
}
