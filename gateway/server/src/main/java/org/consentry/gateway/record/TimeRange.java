package org.consentry.gateway.record;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The instants a FHIR date may mean, from its first to its last millisecond. What has no time zone is read as UTC.
 *
 * @see <a href="https://hl7.org/fhir/R4/search.html#date">search.html#date</a>
 */
record TimeRange(long low, long high) {
    /** Stand for an open start and an open end. */
    static final long START = Long.MIN_VALUE;

    static final long END = Long.MAX_VALUE;

    private static final Pattern FORM = Pattern.compile(
            "\\d{4}(-\\d{2}(-\\d{2}(T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?(Z|[+-]\\d{2}:\\d{2})?)?)?)?");
    private static final int YEAR_LENGTH = 4;
    private static final int MONTH_LENGTH = 7;
    private static final int DAY_LENGTH = 10;
    private static final int MINUTE_LENGTH = 16;
    private static final int SECOND_LENGTH = 19;

    /** Reads a FHIR date, dateTime or instant; empty when it is none. */
    static Optional<TimeRange> parse(String text) {
        if (!FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static TimeRange read(String text) {
        return switch (text.length()) {
            case YEAR_LENGTH ->
                days(Year.parse(text).atDay(1), Year.parse(text).plusYears(1).atDay(1));
            case MONTH_LENGTH ->
                days(
                        YearMonth.parse(text).atDay(1),
                        YearMonth.parse(text).plusMonths(1).atDay(1));
            case DAY_LENGTH -> days(LocalDate.parse(text), LocalDate.parse(text).plusDays(1));
            default -> moment(text);
        };
    }

    private static TimeRange days(LocalDate first, LocalDate next) {
        return new TimeRange(
                first.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli(),
                next.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli() - 1);
    }

    private static TimeRange moment(String text) {
        int zone = zoneStart(text);
        long start = (zone < 0 ? LocalDateTime.parse(text).toInstant(ZoneOffset.UTC) : offset(text)).toEpochMilli();
        int length = zone < 0 ? text.length() : zone;
        if (length == MINUTE_LENGTH) {
            return new TimeRange(start, start + 59_999);
        }
        return new TimeRange(start, length == SECOND_LENGTH ? start + 999 : start);
    }

    private static Instant offset(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }

    private static int zoneStart(String text) {
        if (text.endsWith("Z")) {
            return text.length() - 1;
        }
        int sign = Math.max(text.lastIndexOf('+'), text.lastIndexOf('-'));
        return sign > DAY_LENGTH ? sign : -1;
    }
}
