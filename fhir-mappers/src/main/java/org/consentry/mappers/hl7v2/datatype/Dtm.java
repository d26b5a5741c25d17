package org.consentry.mappers.hl7v2.datatype;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.transaction.Periods;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.TimeType;
import org.jspecify.annotations.Nullable;

/**
 * Points in time (DTM, TS, DT, TM; HL7 v2.8 chapter 2A.3.22). Precision is kept: a year stays a year. FHIR knows no
 * time without seconds, so they are filled with zeros there. A time without an offset is one of the context's zone.
 */
public final class Dtm {

    private static final Pattern FORM = Pattern.compile(
            "(\\d{4})(?:-?(\\d{2})(?:-?(\\d{2})(?:[T ]?(\\d{2})(?::?(\\d{2})(?::?(\\d{2})(?:\\.(\\d{1,9}))?)?)?)?)?)?"
                    + "\\s*([+-]\\d{2}:?\\d{2}|Z)?");
    private static final Pattern TIME = Pattern.compile("(\\d{2}):?(\\d{2})?(?::?(\\d{2}))?");

    /** Minutes: FHIR's offsets go from -14:00 to +14:00, ISO's to 18 hours. */
    private static final int WIDEST_OFFSET = 14 * 60;

    private final ZoneId zone;

    public Dtm(ZoneId zone) {
        this.zone = zone;
    }

    /** The time in FHIR's form, or null if it is none. */
    public @Nullable DateTimeType dateTime(@Nullable String text) {
        String form = form(text, false);
        return form == null ? null : new DateTimeType(form);
    }

    /** The time in a component, or null; a component that is none stays unread, and so is kept as it was sent. */
    public @Nullable DateTimeType dateTime(Composite composite, int component) {
        DateTimeType time = dateTime(composite.get(component));
        if (time == null) {
            composite.unread(component);
        }
        return time;
    }

    /** A period of two components; null, and both stay unread, if there is none or it ends before it starts. */
    public @Nullable Period period(Composite composite, int from, int to) {
        Period period = new Period();
        period.setStartElement(dateTime(composite, from));
        period.setEndElement(dateTime(composite, to));
        if (period.isEmpty() || Periods.fit(period)) {
            return period.isEmpty() ? null : period;
        }
        composite.unread(from);
        composite.unread(to);
        return null;
    }

    /** The same, of the two components where one of them is told, else of the range. */
    @Nullable
    Period period(Composite composite, int from, int to, Composite range) {
        boolean told = composite.peek(from) != null || composite.peek(to) != null;
        return told ? period(composite, from, to) : period(range, 1, 2);
    }

    /** The date alone. */
    public @Nullable DateType date(@Nullable String text) {
        String form = form(text, false);
        return form == null ? null : new DateType(form.length() > 10 ? form.substring(0, 10) : form);
    }

    /** The beginning of what the text names, to the second. */
    public @Nullable InstantType instant(@Nullable String text) {
        String form = form(text, true);
        return form == null ? null : new InstantType(form);
    }

    /** A time of day. */
    public @Nullable TimeType time(@Nullable String text) {
        Matcher match = text == null ? null : TIME.matcher(text);
        if (match == null || !match.matches()) {
            return null;
        }
        int hour = Integer.parseInt(match.group(1));
        int minute = number(match.group(2), 0);
        int second = number(match.group(3), 0);
        return hour > 23 || minute > 59 || second > 59
                ? null
                : new TimeType("%02d:%02d:%02d".formatted(hour, minute, second));
    }

    private @Nullable String form(@Nullable String text, boolean full) {
        Matcher match = text == null || text.length() > 40 ? null : FORM.matcher(text.strip());
        if (match == null || !match.matches()) {
            return null;
        }
        try {
            LocalDateTime local = LocalDateTime.of(
                    Integer.parseInt(match.group(1)),
                    number(match.group(2), 1),
                    number(match.group(3), 1),
                    number(match.group(4), 0),
                    number(match.group(5), 0),
                    number(match.group(6), 0));
            return local.getYear() == 0 ? null : form(match, local, full);
        } catch (DateTimeException outOfRange) {
            return null;
        }
    }

    private String form(Matcher match, LocalDateTime local, boolean full) {
        String date = local.toLocalDate().toString();
        if (match.group(4) == null && !full) {
            return match.group(2) == null ? date.substring(0, 4) : match.group(3) == null ? date.substring(0, 7) : date;
        }
        String fraction = match.group(7) == null ? "" : "." + match.group(7);
        StringBuilder out = new StringBuilder(32).append(date).append('T');
        two(out, local.getHour()).append(':');
        two(out, local.getMinute()).append(':');
        two(out, local.getSecond()).append(fraction);
        ZoneOffset offset = match.group(8) == null ? zone.getRules().getOffset(local) : ZoneOffset.of(match.group(8));
        // FHIR's offsets have no seconds, which historic zones (local mean time) do.
        int minutes = offset.getTotalSeconds() / 60;
        if (Math.abs(minutes) > WIDEST_OFFSET) {
            throw new DateTimeException("FHIR has no such offset");
        }
        out.append(minutes < 0 ? '-' : '+');
        two(out, Math.abs(minutes) / 60).append(':');
        return two(out, Math.abs(minutes) % 60).toString();
    }

    private static StringBuilder two(StringBuilder out, int number) {
        return number < 10 ? out.append('0').append(number) : out.append(number);
    }

    private static int number(@Nullable String digits, int otherwise) {
        return digits == null ? otherwise : Integer.parseInt(digits);
    }
}
