package org.consentry.gateway.shape;

import java.time.Year;
import java.time.YearMonth;

/** The forms of dates and times, character by character: java.time's parsers would cost more than all else here. */
final class Moments {
    private static final int YEAR = 4;
    private static final int MONTH = 7;
    private static final int DAY = 10;
    private static final int MINUTES = 5;
    private static final int SECONDS = 8;
    private static final int ZONE = 6;

    private Moments() {}

    static boolean isDate(String text) {
        int length = text.length();
        if ((length != YEAR && length != MONTH && length != DAY) || !isNumber(text, 0, YEAR, 1, Year.MAX_VALUE)) {
            return false;
        }
        if (length == YEAR) {
            return true;
        }
        if (text.charAt(YEAR) != '-' || !isNumber(text, YEAR + 1, MONTH, 1, 12)) {
            return false;
        }
        return length == MONTH || (text.charAt(MONTH) == '-' && isNumber(text, MONTH + 1, DAY, 1, days(text)));
    }

    private static int days(String text) {
        return YearMonth.of(number(text, 0, YEAR), number(text, YEAR + 1, MONTH))
                .lengthOfMonth();
    }

    static boolean isDateTime(String text) {
        return isDate(text) || isInstant(text);
    }

    static boolean isInstant(String text) {
        return text.length() > DAY
                && text.charAt(DAY) == 'T'
                && isDate(text.substring(0, DAY))
                && isClock(text.substring(DAY + 1));
    }

    /** A time of day, with or without a zone. */
    private static boolean isClock(String text) {
        if (text.endsWith("Z")) {
            return isClockTime(text.substring(0, text.length() - 1));
        }
        int sign = text.length() - ZONE;
        if (sign > 0 && (text.charAt(sign) == '+' || text.charAt(sign) == '-')) {
            return isClockTime(text.substring(0, sign))
                    && text.charAt(sign + 3) == ':'
                    && isNumber(text, sign + 1, sign + 3, 0, 14)
                    && isNumber(text, sign + 4, sign + ZONE, 0, 59);
        }
        return isClockTime(text);
    }

    private static boolean isClockTime(String text) {
        return text.length() == MINUTES ? isTime(text + ":00") : isTime(text);
    }

    static boolean isTime(String text) {
        boolean whole = text.length() >= SECONDS
                && text.charAt(2) == ':'
                && text.charAt(MINUTES) == ':'
                && isNumber(text, 0, 2, 0, 23)
                && isNumber(text, 3, MINUTES, 0, 59)
                && isNumber(text, MINUTES + 1, SECONDS, 0, 60);
        return whole && (text.length() == SECONDS || isFraction(text));
    }

    private static boolean isFraction(String text) {
        return text.charAt(SECONDS) == '.'
                && text.length() > SECONDS + 1
                && text.length() <= SECONDS + 10
                && text.chars().skip(SECONDS + 1L).allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean isNumber(String text, int from, int to, int least, int most) {
        int number = number(text, from, to);
        return number >= least && number <= most;
    }

    /** -1 for what is no number. */
    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = number * 10 + (c - '0');
        }
        return number;
    }
}
