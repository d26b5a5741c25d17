package org.consentry.mappers.deidentify;

import java.time.DateTimeException;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A FHIR date, dateTime or instant: year, month or day precision, perhaps with a time after it.
 *
 * @param day the day itself, or the middle of the month or year
 * @param precision 4, 7 or 10: how many characters of the date were given
 * @param rest the time and zone as spelled, from the {@code T} on; empty without one
 */
record PartialDate(LocalDate day, int precision, String rest) {
    private static final int LONGEST_TIME = 25;

    /** The date, or null where the text is none. */
    static @Nullable PartialDate parse(@Nullable String text) {
        if (text == null || text.length() < 4) {
            return null;
        }
        int year = digits(text, 0, 4);
        int precision = precision(text);
        int month = precision > 4 ? digits(text, 5, 7) : 7;
        int day = precision > 7 ? digits(text, 8, 10) : precision == 4 ? 1 : 15;
        String rest = text.substring(Math.min(Math.max(precision, 4), text.length()));
        boolean timed = precision == 10 && !rest.isEmpty();
        if (precision == 0 || year < 1 || (timed && !time(rest))) {
            return null;
        }
        try {
            return new PartialDate(LocalDate.of(year, month, day), precision, rest);
        } catch (DateTimeException e) {
            return null;
        }
    }

    int year() {
        return day.getYear();
    }

    /** The same precision, some days away. */
    PartialDate plusDays(int days) {
        return new PartialDate(day.plusDays(days), precision, rest);
    }

    String year4() {
        return year() > 999 ? Integer.toString(year()) : "%04d".formatted(year());
    }

    @Override
    public String toString() {
        return day.toString().substring(0, precision) + rest;
    }

    /** Whether a text is made of what times and zones are made of; it stays only where dates stay whole. */
    private static boolean time(String rest) {
        if (rest.length() > LONGEST_TIME || rest.length() < 6 || rest.charAt(0) != 'T') {
            return false;
        }
        for (int i = 1; i < rest.length(); i++) {
            char c = rest.charAt(i);
            if ((c < '0' || c > '9') && c != ':' && c != '.' && c != '-' && c != '+' && c != 'Z') {
                return false;
            }
        }
        return rest.charAt(3) == ':' && !digit(rest, 6) && !digit(rest, 9);
    }

    private static boolean digit(String text, int at) {
        return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    private static int precision(String text) {
        int length = text.length();
        if (length == 4) {
            return 4;
        }
        if (text.charAt(4) != '-') {
            return 0;
        }
        if (length == 7) {
            return 7;
        }
        boolean day = length >= 10 && text.charAt(7) == '-';
        return day && (length == 10 || text.charAt(10) == 'T') ? 10 : 0;
    }

    private static int digits(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = number * 10 + c - '0';
        }
        return number;
    }
}
