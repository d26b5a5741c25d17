package org.consentry.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lays two runs side by side: how many times as fast the first is, and how many times it has to be. */
@Command(name = "compare", description = "Two runs side by side, with floors.", mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "OURS", description = "Written with --results.")
    private Path ours = Path.of("ours");

    @Parameters(index = "1", paramLabel = "PEER", description = "The same of the other server.")
    private Path peer = Path.of("peer");

    @Option(names = "--floor", paramLabel = "KIND=TIMES", description = "How many times as fast a kind has to be.")
    private Map<String, Double> floors = Map.of();

    @Option(names = "--p99-floor", paramLabel = "KIND=TIMES", description = "The same for p99; * is any other kind.")
    private Map<String, Double> p99Floors = Map.of();

    @Override
    public Integer call() throws IOException {
        System.out.print(table(Results.read(ours), Results.read(peer)));
        return 0;
    }

    private String table(Map<Results.Key, Results.Line> first, Map<Results.Key, Results.Line> second) {
        StringBuilder text = new StringBuilder(2_048);
        text.append(row(
                "kind", "clients", "ours /s", "peer /s", "times", "floor", "ours p99", "peer p99", "1/times", "floor"));
        first.forEach((key, our) -> {
            Results.Line their = second.get(key);
            if (their != null) {
                text.append(row(key, our, their));
            }
        });
        return text.toString();
    }

    private String row(Results.Key key, Results.Line our, Results.Line their) {
        String failed = our.failures() + their.failures() == 0
                ? ""
                : " (failed: %d ours, %d peer)".formatted(our.failures(), their.failures());
        return row(
                key.kind() + failed,
                Integer.toString(key.clients()),
                "%.0f".formatted(our.rate()),
                "%.0f".formatted(their.rate()),
                "%.1f".formatted(our.rate() / their.rate()),
                floor(floors, key.kind()),
                "%.1f ms".formatted(our.p99()),
                "%.1f ms".formatted(their.p99()),
                "%.1f".formatted(their.p99() / our.p99()),
                floor(p99Floors, key.kind()));
    }

    private static String floor(Map<String, Double> of, String kind) {
        return Optional.ofNullable(of.getOrDefault(kind, of.get("*")))
                .map("%.0f"::formatted)
                .orElse("");
    }

    private static String row(Object... cells) {
        return String.format(Locale.ROOT, "%-46s %7s %10s %10s %8s %8s %9s %9s %8s %8s%n", cells);
    }
}
