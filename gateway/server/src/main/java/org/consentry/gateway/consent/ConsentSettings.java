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
 * @param requestTakes how long the answer to a request takes at least, whether or not there is such a patient
 * @param ceremonyWithin how long the patient may take from leaving the portal to signing
 * @param freshness how old the patient's sign-in may be at the moment of the answer
 * @param pollEvery how often the provider is asked what it may have failed to tell
 * @param sweepEvery how often grants are compared with the consents that the provider keeps
 * @param providerOutage how long grants stay open while the provider cannot be asked
 * @param breakGlass how long an emergency access lasts, at most four hours
 */
@ConfigurationProperties("gateway.consent")
public record ConsentSettings(
        Path clientKey,
        @DefaultValue("72h") Duration answerWithin,
        @DefaultValue("100ms") Duration requestTakes,
        @DefaultValue("15m") Duration ceremonyWithin,
        @DefaultValue("5m") Duration freshness,
        @DefaultValue("2s") Duration pollEvery,
        @DefaultValue("10m") Duration sweepEvery,
        @DefaultValue("30s") Duration providerOutage,
        @DefaultValue("4h") Duration breakGlass) {
    private static final Duration LONGEST_BREAK_GLASS = Duration.ofHours(4);

    public ConsentSettings {
        requirePositive("answer-within", answerWithin);
        requirePositive("request-takes", requestTakes);
        requirePositive("ceremony-within", ceremonyWithin);
        requirePositive("freshness", freshness);
        requirePositive("poll-every", pollEvery);
        requirePositive("sweep-every", sweepEvery);
        requirePositive("provider-outage", providerOutage);
        requirePositive("break-glass", breakGlass);
        if (breakGlass.compareTo(LONGEST_BREAK_GLASS) > 0) {
            throw new IllegalArgumentException(
                    "gateway.consent.break-glass (%s) must not exceed 4 hours".formatted(breakGlass));
        }
        if (providerOutage.compareTo(pollEvery) <= 0) {
            throw new IllegalArgumentException(
                    "gateway.consent.provider-outage (%s) must be longer than gateway.consent.poll-every (%s)"
                            .formatted(providerOutage, pollEvery));
        }
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
