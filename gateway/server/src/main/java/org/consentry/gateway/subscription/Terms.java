package org.consentry.gateway.subscription;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a subscriber asks for.
 *
 * @param patientId tells only of this patient
 * @param headers lines {@code Name: value} that go with every notification; they may hold a secret
 * @param heartbeat how long may be silent
 * @param timeout how long the endpoint may take to answer
 * @param maxCount events in one notification at most
 * @param end when it is over
 */
record Terms(
        Topic topic,
        Optional<String> patientId,
        URI endpoint,
        List<String> headers,
        Content content,
        Optional<Duration> heartbeat,
        Duration timeout,
        int maxCount,
        Optional<Instant> end) {

    /** How much a notification tells. */
    enum Content {
        EMPTY("empty"),
        ID_ONLY("id-only");

        private final String code;

        Content(String code) {
            this.code = code;
        }

        String code() {
            return code;
        }
    }
}
