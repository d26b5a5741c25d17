package org.consentry.gateway.sharing;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of sharing.
 *
 * @param proxyPatience how long a reader waits for members' proxies, before it is told to come again
 */
@ConfigurationProperties("gateway.sharing")
record SharingSettings(@DefaultValue("10s") Duration proxyPatience) {
    SharingSettings {
        if (proxyPatience.isNegative() || proxyPatience.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException(
                    "gateway.sharing.proxy-patience (%s) must be from 0 to 1 minute".formatted(proxyPatience));
        }
    }
}
