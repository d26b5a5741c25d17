package org.consentry.mappers.ccda.datatype;

import java.time.ZoneId;
import org.consentry.mappers.ccda.xml.Element;
import org.consentry.mappers.hl7v2.datatype.Dtm;
import org.consentry.mappers.transaction.Periods;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;

/** Points in time and intervals (TS, IVL_TS). Precision is kept; a time without an offset is one of the context's zone. */
public final class Times {

    private final Dtm points;

    public Times(ZoneId zone) {
        points = new Dtm(zone);
    }

    /** The point an element has in its {@code value}. */
    public @Nullable DateTimeType point(@Nullable Element time) {
        DateTimeType point = time == null ? null : points.dateTime(time.attribute("value"));
        return told(point, time);
    }

    /** The day alone. */
    public @Nullable DateType day(@Nullable Element time) {
        return time == null ? null : told(points.date(time.attribute("value")), time);
    }

    /** The point to the second. */
    public @Nullable InstantType instant(@Nullable Element time) {
        return time == null ? null : told(points.instant(time.attribute("value")), time);
    }

    /** A value that is no time stays unread. */
    private static <T extends Type> @Nullable T told(@Nullable T point, @Nullable Element time) {
        if (point == null && time != null) {
            time.unread("value");
        }
        return point;
    }

    /** When something began or was: the point, else its beginning, center or end. */
    public @Nullable DateTimeType start(@Nullable Element time) {
        if (time == null) {
            return null;
        }
        for (Element one :
                new @Nullable Element[] {time, time.child("low"), time.child("center"), time.child("high")}) {
            DateTimeType point = point(one);
            if (point != null) {
                return point;
            }
        }
        return null;
    }

    /** When it ended, if told. */
    public @Nullable DateTimeType end(@Nullable Element time) {
        return time == null ? null : point(time.child("high"));
    }

    /** An interval; a point is one that it begins at. An end before the beginning is not taken. */
    public @Nullable Period period(@Nullable Element time) {
        if (time == null) {
            return null;
        }
        Period period = new Period();
        DateTimeType start = point(time);
        period.setStartElement(start != null ? start : point(time.child("low")));
        period.setEndElement(end(time));
        if (!Periods.fit(period)) {
            period.setStartElement(start != null ? start : point(time.child("low")));
            period.setEndElement(null);
            told(null, time.child("high"));
        }
        return period.isEmpty() ? null : period;
    }

    /** True if an interval ends before it begins, which no FHIR period may. */
    public boolean reversed(@Nullable Element time) {
        DateTimeType start = time == null ? null : point(time.child("low"));
        DateTimeType end = end(time);
        return start != null && end != null && before(end, start);
    }

    /** A point if it is one or if both ends are the same, else a period. */
    public @Nullable Type pointOrPeriod(@Nullable Element time) {
        if (time == null) {
            return null;
        }
        DateTimeType point = point(time);
        if (point == null && time.child("low") == null && time.child("high") == null) {
            point = point(time.child("center"));
        }
        if (point != null) {
            return point;
        }
        Period period = period(time);
        if (period == null || !period.hasStart()) {
            return period;
        }
        String start = period.getStartElement().getValueAsString();
        return start.equals(period.getEndElement().getValueAsString()) ? period.getStartElement() : period;
    }

    /** True if the first is before the second. */
    public static boolean before(DateTimeType first, DateTimeType second) {
        return first.getValue().toInstant().isBefore(second.getValue().toInstant());
    }
}
