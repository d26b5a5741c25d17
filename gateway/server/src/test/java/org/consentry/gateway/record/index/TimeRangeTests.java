package org.consentry.gateway.record.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeRangeTests {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2026-13",
                "2026-02-30",
                "26-01-01",
                "2026-1-1",
                "2026-01-01T25:00:00Z",
                "2026-01-01T10",
                "2026-01-01T10:00:00+99:00",
                "99999-01-01",
                "2026-01-01T10:00:00.0000000000Z"
            })
    void readsNothingFromWhatIsNoDate(String text) {
        assertThat(TimeRange.parse(text)).isEmpty();
    }

    @ParameterizedTest(name = "{0} is {1} to {2}")
    @CsvSource({
        "2026, 2026-01-01T00:00:00Z, 2026-12-31T23:59:59.999Z",
        "2024-02, 2024-02-01T00:00:00Z, 2024-02-29T23:59:59.999Z",
        "2026-11-20, 2026-11-20T00:00:00Z, 2026-11-20T23:59:59.999Z",
        "2026-11-20T10:15, 2026-11-20T10:15:00Z, 2026-11-20T10:15:59.999Z",
        "2026-11-20T10:15:30Z, 2026-11-20T10:15:30Z, 2026-11-20T10:15:30.999Z",
        "2026-11-20T10:15:30+02:00, 2026-11-20T08:15:30Z, 2026-11-20T08:15:30.999Z",
        "2026-11-20T10:15:30.5-05:00, 2026-11-20T15:15:30.500Z, 2026-11-20T15:15:30.500Z"
    })
    void spansWhatItsPrecisionLeavesOpen(String text, Instant low, Instant high) {
        TimeRange range = TimeRange.parse(text).orElseThrow();

        assertThat(Instant.ofEpochMilli(range.low())).isEqualTo(low);
        assertThat(Instant.ofEpochMilli(range.high())).isEqualTo(high);
    }
}
