package org.consentry.gateway.event;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EventSettingsTests {

    static EventSettings settings(Duration heartbeat) {
        return new EventSettings(
                heartbeat,
                Duration.ofSeconds(3),
                Duration.ofSeconds(10),
                Duration.ofHours(1),
                Duration.ofSeconds(2),
                Duration.ofDays(30),
                12_000,
                50);
    }

    @Test
    void refusesAHeartbeatThatFloodsOrThatProxiesWouldNotWaitFor() {
        assertThatThrownBy(() -> settings(Duration.ZERO)).hasMessageContaining("gateway.event.heartbeat");
        assertThatThrownBy(() -> settings(Duration.ofMinutes(2))).hasMessageContaining("gateway.event.heartbeat");
    }

    @Test
    void refusesStreamsThatOutliveTheirReplay() {
        assertThatThrownBy(() -> new EventSettings(
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(10),
                        Duration.ofHours(20),
                        Duration.ofSeconds(2),
                        Duration.ofHours(2),
                        12_000,
                        50))
                .hasMessageContaining("max-stream")
                .hasMessageContaining("keep");
    }

    @Test
    void refusesMoreStreamsForOnePatientThanForEverybody() {
        assertThatThrownBy(() -> new EventSettings(
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(10),
                        Duration.ofHours(1),
                        Duration.ofSeconds(2),
                        Duration.ofDays(30),
                        10,
                        11))
                .hasMessageContaining("most-streams")
                .hasMessageContaining("most-of-patient");
    }

    @Test
    void acceptsTheDefaults() {
        assertThatCode(() -> settings(Duration.ofSeconds(15))).doesNotThrowAnyException();
    }
}
