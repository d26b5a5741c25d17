package org.consentry.gateway.record.index;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Ranges of the datatypes that date parameters read. */
final class DateValues {
    private DateValues() {}

    static Optional<TimeRange> read(String datatype, JsonNode value) {
        return switch (datatype) {
            case "Period" -> period(value);
            case "Timing" -> timing(value);
            default -> value.isString() ? TimeRange.parse(value.stringValue()) : Optional.empty();
        };
    }

    private static Optional<TimeRange> period(JsonNode value) {
        Optional<TimeRange> start = TimeRange.parse(value.path("start").stringValue(""));
        Optional<TimeRange> end = TimeRange.parse(value.path("end").stringValue(""));
        if (start.isEmpty() && end.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new TimeRange(
                start.map(TimeRange::low).orElse(TimeRange.START),
                end.map(TimeRange::high).orElse(TimeRange.END)));
    }

    private static Optional<TimeRange> timing(JsonNode value) {
        Optional<TimeRange> bounds = period(value.path("repeat").path("boundsPeriod"));
        for (JsonNode event : value.path("event")) {
            Optional<TimeRange> moment = TimeRange.parse(event.stringValue(""));
            Optional<TimeRange> before = bounds;
            bounds = moment.map(m -> before.map(b -> join(b, m)).orElse(m)).or(() -> before);
        }
        return bounds;
    }

    private static TimeRange join(TimeRange one, TimeRange other) {
        return new TimeRange(Math.min(one.low(), other.low()), Math.max(one.high(), other.high()));
    }
}
