package org.consentry.gateway.consent;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The ceremony.
 *
 * @param clientKey file with the private JWK (EC) by which the gateway signs in as the {@code consent-…} clients
 * @param answerWithin how long a request waits for the patient
 * @param ceremonyWithin how long the patient may take from leaving the portal to signing
 * @param freshness how old the patient's sign-in may be at the moment of the answer
 */
@ConfigurationProperties("gateway.consent")
public record ConsentSettings(
        Path clientKey,
        @DefaultValue("72h") Duration answerWithin,
        @DefaultValue("15m") Duration ceremonyWithin,
        @DefaultValue("5m") Duration freshness) {
    public ConsentSettings {
        requirePositive("answer-within", answerWithin);
        requirePositive("ceremony-within", ceremonyWithin);
        requirePositive("freshness", freshness);
        if (freshness.compareTo(ceremonyWithin) > 0) {
            throw new IllegalArgumentException(
                    "gateway.consent.freshness (%s) must not exceed gateway.consent.ceremony-within (%s)"
                            .formatted(freshness, ceremonyWithin));
        }
    }

    private static void requirePositive(String key, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("gateway.consent.%s (%s) must be positive".formatted(key, value));
        }
    }
}
