package org.consentry.gateway.web.fhir;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;

/**
 * A FHIR date, date-time or instant, as the time it covers: a day is from midnight to midnight, UTC.
 *
 * @param end the first moment after it
 */
record Moment(Instant start, Instant end) {
    /** @throws Problem MALFORMED naming the parameter */
    static Moment parse(String parameter, String text) {
        try {
            return switch (text.length()) {
                case 4 ->
                    days(
                            Year.parse(text).atDay(1),
                            Year.parse(text).plusYears(1).atDay(1));
                case 7 ->
                    days(
                            YearMonth.parse(text).atDay(1),
                            YearMonth.parse(text).plusMonths(1).atDay(1));
                case 10 -> days(LocalDate.parse(text), LocalDate.parse(text).plusDays(1));
                default -> {
                    // A plus sign that was not encoded arrives as a space.
                    Instant start = OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
                    yield new Moment(start, start.plusMillis(1));
                }
            };
        } catch (DateTimeException e) {
            throw Problem.at(ProblemKind.MALFORMED, parameter, "a date or an instant such as 2026-11-20T10:00:00Z");
        }
    }

    private static Moment days(LocalDate first, LocalDate after) {
        return new Moment(
                first.atStartOfDay(ZoneOffset.UTC).toInstant(),
                after.atStartOfDay(ZoneOffset.UTC).toInstant());
    }
}
