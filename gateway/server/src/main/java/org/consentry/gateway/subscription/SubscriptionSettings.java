package org.consentry.gateway.subscription;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of subscriptions, {@code gateway.subscription.*}.
 *
 * @param privateAddresses whether webhooks may lead to addresses that are not public, and there by plain HTTP
 * @param most subscriptions of one member
 * @param failures how often in a row an endpoint may fail before its subscription is in error
 * @param firstRetry how long after a first failure it is tried again; each time twice as long, at most an hour
 */
@ConfigurationProperties("gateway.subscription")
public record SubscriptionSettings(
        @DefaultValue("refused") PrivateAddresses privateAddresses,
        @DefaultValue("100") int most,
        @DefaultValue("10") int failures,
        @DefaultValue("1s") Duration firstRetry) {
    private static final int HIGHEST = 10_000;

    /** What becomes of a webhook that leads to an address of a private network. */
    public enum PrivateAddresses {
        REFUSED,
        ALLOWED
    }

    public SubscriptionSettings {
        if (most < 1 || most > HIGHEST) {
            throw new IllegalArgumentException("gateway.subscription.most must be 1 to " + HIGHEST);
        }
        if (failures < 1 || failures > 100) {
            throw new IllegalArgumentException("gateway.subscription.failures must be 1 to 100");
        }
        if (firstRetry.isNegative() || firstRetry.isZero() || firstRetry.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("gateway.subscription.first-retry must be positive and at most 1h");
        }
    }
}
