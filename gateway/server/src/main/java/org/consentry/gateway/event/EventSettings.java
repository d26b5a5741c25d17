package org.consentry.gateway.event;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the event streams, {@code gateway.event.*}.
 *
 * @param heartbeat how long a stream may be silent before it carries a comment, 1 s to 60 s
 * @param retry how long a client is asked to wait before it connects again
 * @param writeLimit how long a client may leave bytes unread before it is cut off
 * @param maxStream how long a stream lives at most; the caller's token usually ends it sooner
 * @param sweep how often missed wake-ups are looked for
 * @param keep how long events can be replayed
 * @param mostStreams how many streams one process keeps open; each takes some 25 kB
 * @param mostOfPatient how many of them are one patient's
 */
@ConfigurationProperties("gateway.event")
public record EventSettings(
        @DefaultValue("15s") Duration heartbeat,
        @DefaultValue("3s") Duration retry,
        @DefaultValue("10s") Duration writeLimit,
        @DefaultValue("1h") Duration maxStream,
        @DefaultValue("2s") Duration sweep,
        @DefaultValue("30d") Duration keep,
        @DefaultValue("12000") int mostStreams,
        @DefaultValue("50") int mostOfPatient) {

    public EventSettings {
        within("heartbeat", heartbeat, Duration.ofSeconds(1), Duration.ofSeconds(60));
        within("retry", retry, Duration.ofMillis(100), Duration.ofMinutes(5));
        within("write-limit", writeLimit, Duration.ofMillis(100), Duration.ofMinutes(5));
        within("max-stream", maxStream, Duration.ofSeconds(1), Duration.ofDays(1));
        within("sweep", sweep, Duration.ofMillis(100), Duration.ofMinutes(1));
        within("keep", keep, Duration.ofHours(1), Duration.ofDays(3660));
        if (mostStreams < 1 || mostOfPatient < 1 || mostOfPatient > mostStreams) {
            throw new IllegalArgumentException(
                    "gateway.event.most-streams (%d) must be at least gateway.event.most-of-patient (%d), that at least 1"
                            .formatted(mostStreams, mostOfPatient));
        }
        if (maxStream.compareTo(keep) > 0) {
            throw new IllegalArgumentException(
                    "gateway.event.max-stream (%s) must not exceed gateway.event.keep (%s)".formatted(maxStream, keep));
        }
    }

    private static void within(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "gateway.event.%s (%s) must be from %s to %s".formatted(name, value, least, most));
        }
    }
}
