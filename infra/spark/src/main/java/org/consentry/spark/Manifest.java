package org.consentry.spark;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What stands beside the output, and is written last of all: where it stands, everything does.
 *
 * @param counts lines by file; those of {@link #DELETED} are Bundles
 */
record Manifest(Order order, Optional<Instant> transactionTime, Map<String, Long> counts) {
    /** Where Bundles of DELETEs go. */
    static final String DELETED = "deleted";

    Manifest {
        counts = new TreeMap<>(counts);
    }

    /** Resources by type. */
    Map<String, Long> resources() {
        Map<String, Long> resources = new TreeMap<>(counts);
        resources.remove(DELETED);
        return resources;
    }

    String json() {
        String output = resources().entrySet().stream()
                .map(count -> "{\"type\":\"%s\",\"count\":%d}".formatted(count.getKey(), count.getValue()))
                .collect(Collectors.joining(",", "[", "]"));
        return "{\"asOf\":\"%s\",%s\"policy\":\"%s\",\"leakScan\":\"%s\",\"output\":%s,\"deleted\":%d}%n"
                .formatted(
                        order.asOf(),
                        transactionTime
                                .map("\"transactionTime\":\"%s\","::formatted)
                                .orElse(""),
                        order.policy(),
                        order.policy().equals("identified") ? "none" : "clean",
                        output,
                        counts.getOrDefault(DELETED, 0L));
    }
}
