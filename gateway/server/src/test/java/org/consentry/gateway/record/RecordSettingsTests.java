package org.consentry.gateway.record;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RecordSettingsTests {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @Test
    void refusesPagesThatAreLargerThanTheLargest() {
        assertThatThrownBy(() -> new RecordSettings(50, 10, 2000, TIMEOUT, 1000))
                .hasMessageContaining("page-size")
                .hasMessageContaining("most-page-size");
    }

    @Test
    void refusesBoundsThatAllowNothing() {
        assertThatThrownBy(() -> new RecordSettings(50, 100, 0, TIMEOUT, 1000)).hasMessageContaining("most-included");
        assertThatThrownBy(() -> new RecordSettings(50, 100, 1, TIMEOUT, 0)).hasMessageContaining("most-entries");
    }

    @Test
    void refusesATimeoutThatIsNone() {
        assertThatThrownBy(() -> new RecordSettings(50, 100, 1, Duration.ZERO, 1))
                .hasMessageContaining("statement-timeout");
    }
}
