package org.consentry.gateway.record;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the record store.
 *
 * @param pageSize matches on a page when the client does not say
 * @param mostPageSize matches on a page at most, whatever the client says
 * @param mostIncluded included resources on a page at most
 * @param statementTimeout how long one search may keep the database busy
 * @param mostEntries entries of a bundle at most
 */
@ConfigurationProperties("gateway.record")
public record RecordSettings(
        @DefaultValue("50") int pageSize,
        @DefaultValue("1000") int mostPageSize,
        @DefaultValue("2000") int mostIncluded,
        @DefaultValue("20s") Duration statementTimeout,
        @DefaultValue("25000") int mostEntries) {
    public RecordSettings {
        if (pageSize < 1 || mostPageSize < pageSize) {
            throw new IllegalArgumentException(
                    "gateway.record.page-size (%d) must be positive and not exceed gateway.record.most-page-size (%d)"
                            .formatted(pageSize, mostPageSize));
        }
        if (mostIncluded < 1 || mostEntries < 1) {
            throw new IllegalArgumentException(
                    "gateway.record.most-included and gateway.record.most-entries must be positive");
        }
        if (statementTimeout.isNegative() || statementTimeout.isZero()) {
            throw new IllegalArgumentException("gateway.record.statement-timeout must be positive");
        }
    }

    /** The defaults. */
    public static RecordSettings defaults() {
        return new RecordSettings(50, 1000, 2000, Duration.ofSeconds(20), 25_000);
    }
}
