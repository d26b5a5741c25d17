package org.consentry.gateway.proof.watch;

import java.time.Duration;
import java.time.LocalTime;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The sweep over the whole store.
 *
 * @param at when it starts every night, UTC
 * @param page bundles verified between two notes of progress, 1 to 10,000
 * @param lease how long a replica that works at it may be silent before another goes on
 */
@ConfigurationProperties("gateway.sweep")
public record SweepSettings(
        @DefaultValue("02:30") LocalTime at,
        @DefaultValue("100") int page,
        @DefaultValue("2m") Duration lease) {
    public SweepSettings {
        if (page < 1 || page > 10_000) {
            throw new IllegalArgumentException("gateway.sweep.page (%d) must be 1 to 10,000".formatted(page));
        }
        if (lease.compareTo(Duration.ofSeconds(5)) < 0) {
            throw new IllegalArgumentException("gateway.sweep.lease (%s) must be at least 5s".formatted(lease));
        }
    }
}
