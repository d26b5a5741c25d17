package org.consentry.gateway.export.job;

import java.time.Instant;
import java.util.Set;

/**
 * The right of a cluster's job to read what an export would hold, for a while.
 *
 * @param id what the job shows to the database; nobody guesses it
 * @param clientId whose export it is
 * @param types resource types; empty means all
 * @param counts resources by type as JSON, told by the job at its end
 * @param snapshot the transaction time: what was written later may be missing, and a later run since then has it
 */
public record ClusterRun(
        String id,
        String clientId,
        String policy,
        Set<String> types,
        State state,
        String counts,
        Instant snapshot,
        Instant expires) {
    /** Where a run stands. */
    public enum State {
        /** The job may read. */
        OPEN,
        /** The job found no identifier in what it wrote, and said so before it released it. */
        RELEASED,
        /** Nothing was released: a leak, a withdrawal, or the job was not heard of again. */
        FAILED;

        String code() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public ClusterRun {
        types = Set.copyOf(types);
    }
}
