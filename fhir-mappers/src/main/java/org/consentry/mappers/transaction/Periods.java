package org.consentry.mappers.transaction;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Period;
import org.jspecify.annotations.Nullable;

/*
 * FHIR wants that a period does not end before it starts (per-1), and asks in FHIRPath, which cannot compare a day with a
 * moment of that day: its answer is "unknown", which the rule takes for no. So a visit from the 15th to the 15th, 12:30,
 * is refused as it stands. The finer end is then told as coarsely as the other, with the exact time in an extension.
 */
/** Periods that FHIR's rule on them accepts. */
public final class Periods {

    /** The extension with the time as exactly as it was sent. */
    public static final String EXACT = "https://consentry.org/fhir/StructureDefinition/exact-time";

    private static final DateTimeFormatter ZULU =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS").withZone(ZoneOffset.UTC);
    private static final int DAY = "2026-01-01".length();

    private Periods() {}

    /** Makes both ends comparable; false if it ends before it starts. */
    public static boolean fit(Period period) {
        if (!period.getStartElement().hasValue() || !period.getEndElement().hasValue()) {
            return true;
        }
        Integer order = compare(period.getStartElement(), period.getEndElement());
        if (order == null) {
            int start = precision(period.getStartElement());
            int end = precision(period.getEndElement());
            if (start < end) {
                period.setEndElement(coarse(period.getEndElement(), start));
            } else {
                period.setStartElement(coarse(period.getStartElement(), end));
            }
            order = compare(period.getStartElement(), period.getEndElement());
        }
        return order != null && order <= 0;
    }

    /** As FHIRPath compares; null if it cannot. */
    private static @Nullable Integer compare(DateTimeType one, DateTimeType other) {
        String left = zulu(one);
        String right = zulu(other);
        int common = Math.min(left.length(), right.length());
        int order = left.substring(0, common).compareTo(right.substring(0, common));
        return order == 0 && left.length() != right.length() ? null : Integer.valueOf(Integer.signum(order));
    }

    private static String zulu(DateTimeType time) {
        Instant instant = precision(time) <= DAY ? null : time.getValue().toInstant();
        return instant == null ? time.getValueAsString() : ZULU.format(instant);
    }

    /** The length of a year, month or day; more than a day's for a moment. */
    private static int precision(DateTimeType time) {
        return time.getValueAsString().length();
    }

    private static DateTimeType coarse(DateTimeType time, int length) {
        DateTimeType coarse = new DateTimeType(time.getValueAsString().substring(0, length));
        coarse.addExtension(EXACT, time);
        return coarse;
    }
}
