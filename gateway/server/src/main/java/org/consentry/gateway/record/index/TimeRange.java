package org.consentry.gateway.record.index;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Optional;

/**
 * The instants a FHIR date may mean, from its first to its last millisecond. What has no time zone is read as UTC.
 *
 * @see <a href="https://hl7.org/fhir/R4/search.html#date">search.html#date</a>
 */
public record TimeRange(long low, long high) {
    /** Stand for an open start and an open end. */
    static final long START = Long.MIN_VALUE;

    static final long END = Long.MAX_VALUE;

    private static final long DAY_MS = 86_400_000L;
    private static final int YEAR_LENGTH = 4;
    private static final int MONTH_LENGTH = 7;
    private static final int DAY_LENGTH = 10;
    private static final int MINUTE_LENGTH = 16;
    private static final int SECOND_LENGTH = 19;
    private static final int MOST_FRACTION = 9;
    private static final int MOST_OFFSET_MINUTES = 18 * 60;
    private static final long NONE = Long.MIN_VALUE;

    /** Reads a FHIR date, dateTime or instant; empty when it is none. */
    public static Optional<TimeRange> parse(String text) {
        try {
            return switch (text.length()) {
                case 0 -> Optional.empty();
                case YEAR_LENGTH, MONTH_LENGTH, DAY_LENGTH -> days(text);
                default -> moment(text);
            };
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** A date is read character by character: java.time's parsers take a microsecond, and there are two in a resource. */
    private static Optional<TimeRange> days(String text) {
        int length = text.length();
        int year = number(text, 0, YEAR_LENGTH);
        int month = length > YEAR_LENGTH ? after('-', text, YEAR_LENGTH) : 1;
        int day = length > MONTH_LENGTH ? after('-', text, MONTH_LENGTH) : 1;
        if (year < 0 || month < 0 || day < 0) {
            return Optional.empty();
        }
        LocalDate first = LocalDate.of(year, month, day);
        LocalDate next =
                switch (length) {
                    case YEAR_LENGTH -> first.plusYears(1);
                    case MONTH_LENGTH -> first.plusMonths(1);
                    default -> first.plusDays(1);
                };
        return Optional.of(new TimeRange(first.toEpochDay() * DAY_MS, next.toEpochDay() * DAY_MS - 1));
    }

    private static Optional<TimeRange> moment(String text) {
        if (text.length() < MINUTE_LENGTH || text.charAt(DAY_LENGTH) != 'T') {
            return Optional.empty();
        }
        Optional<TimeRange> day = days(text.substring(0, DAY_LENGTH));
        int hour = number(text, DAY_LENGTH + 1, 2);
        int minute = after(':', text, DAY_LENGTH + 3);
        int zone = zoneStart(text);
        long fraction = fraction(text, zone);
        long offset = offset(text, zone);
        if (day.isEmpty() || hour < 0 || minute < 0 || fraction == NONE || offset == NONE) {
            return Optional.empty();
        }
        long start = day.get().low() + LocalTime.of(hour, minute).toSecondOfDay() * 1_000L + fraction - offset;
        return Optional.of(
                switch (zone) {
                    case MINUTE_LENGTH -> new TimeRange(start, start + 59_999);
                    case SECOND_LENGTH -> new TimeRange(start, start + 999);
                    default -> new TimeRange(start, start);
                });
    }

    private static int zoneStart(String text) {
        for (int i = MINUTE_LENGTH; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 'Z' || c == '+' || c == '-') {
                return i;
            }
        }
        return text.length();
    }

    /** Milliseconds of what stands between the minute and the zone: nothing, {@code :ss} or {@code :ss.fff}. */
    private static long fraction(String text, int end) {
        if (end == MINUTE_LENGTH) {
            return 0;
        }
        int second = end >= SECOND_LENGTH ? after(':', text, MINUTE_LENGTH) : -1;
        if (second < 0 || second > 59) {
            return NONE;
        }
        if (end == SECOND_LENGTH) {
            return second * 1_000L;
        }
        int digits = end - SECOND_LENGTH - 1;
        if (text.charAt(SECOND_LENGTH) != '.' || digits < 1 || digits > MOST_FRACTION) {
            return NONE;
        }
        if (number(text, SECOND_LENGTH + 1, digits) < 0) {
            return NONE;
        }
        String millis = (text.substring(SECOND_LENGTH + 1, end) + "00").substring(0, 3);
        return second * 1_000L + number(millis, 0, 3);
    }

    private static long offset(String text, int zone) {
        if (zone == text.length() || (text.charAt(zone) == 'Z' && zone + 1 == text.length())) {
            return 0;
        }
        if (text.charAt(zone) == 'Z' || text.length() - zone != "+hh:mm".length()) {
            return NONE;
        }
        int hours = number(text, zone + 1, 2);
        int minutes = after(':', text, zone + 3);
        if (hours < 0 || minutes < 0 || minutes > 59 || hours * 60 + minutes > MOST_OFFSET_MINUTES) {
            return NONE;
        }
        return (text.charAt(zone) == '-' ? -1 : 1) * (hours * 60L + minutes) * 60_000L;
    }

    /** Two digits after a separator that must stand at a place; -1 if it does not. */
    private static int after(char separator, String text, int at) {
        return text.length() > at && text.charAt(at) == separator ? number(text, at + 1, 2) : -1;
    }

    /** Digits as a number; -1 if there are not as many. */
    private static int number(String text, int from, int count) {
        if (from + count > text.length()) {
            return -1;
        }
        int number = 0;
        for (int i = from; i < from + count; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = number * 10 + (c - '0');
        }
        return number;
    }
}
