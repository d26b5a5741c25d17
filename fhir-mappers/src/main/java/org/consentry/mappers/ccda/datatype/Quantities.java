package org.consentry.mappers.ccda.datatype;

import java.math.BigDecimal;
import java.util.Map;
import org.consentry.mappers.ccda.xml.Element;
import org.consentry.mappers.terminology.Terminology;
import org.hl7.fhir.r4.model.Duration;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Quantity.QuantityComparator;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.Ratio;
import org.hl7.fhir.r4.model.SimpleQuantity;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;

/** Physical quantities (PQ, IVL_PQ, RTO). A unit that is none of UCUM's stays a text. */
public final class Quantities {

    private static final String UCUM = "http://unitsofmeasure.org";
    private static final Map<String, String> TIME_UNITS = Map.of(
            "s", "s", "min", "min", "h", "h", "d", "d", "wk", "wk", "mo", "mo", "a", "a", "{day}", "d", "{week}", "wk");

    private final Terminology terminology;

    public Quantities(Terminology terminology) {
        this.terminology = terminology;
    }

    /** The quantity, or null if there is no number. */
    public @Nullable Quantity quantity(@Nullable Element pq) {
        return fill(pq, new Quantity());
    }

    /** The same where FHIR wants one without a comparator. */
    public @Nullable SimpleQuantity simple(@Nullable Element pq) {
        SimpleQuantity quantity = new SimpleQuantity();
        return fill(pq, quantity) == null ? null : quantity;
    }

    /** A dose: a quantity, or a range if the element has two ends. */
    public @Nullable Type dose(@Nullable Element ivl) {
        if (ivl == null) {
            return null;
        }
        SimpleQuantity exact = simple(ivl);
        if (exact != null) {
            return exact;
        }
        Range range = range(ivl);
        return range == null ? simple(ivl.child("center")) : ordered(range, ivl);
    }

    /** A range that ends before it begins is none that FHIR takes; its high end stays in the document. */
    private static Range ordered(Range range, Element ivl) {
        boolean reversed = range.hasLow()
                && range.hasHigh()
                && range.getLow().getValue().compareTo(range.getHigh().getValue()) > 0;
        Element high = ivl.child("high");
        if (reversed && high != null) {
            range.setHigh(null);
            high.unread("value");
            high.unread("unit");
        }
        return range;
    }

    /** An interval: a range, or a quantity with a comparator if one end is open. */
    public @Nullable Type interval(Element ivl) {
        Quantity exact = quantity(ivl);
        if (exact != null) {
            return exact;
        }
        Element low = ivl.child("low");
        Element high = ivl.child("high");
        SimpleQuantity from = simple(low);
        SimpleQuantity to = simple(high);
        if (from != null && to != null) {
            return ordered(new Range().setLow(from).setHigh(to), ivl);
        }
        if (from != null) {
            boolean open = low != null && low.has("inclusive", "false");
            return copy(from)
                    .setComparator(open ? QuantityComparator.GREATER_THAN : QuantityComparator.GREATER_OR_EQUAL);
        }
        if (to != null) {
            boolean open = high != null && high.has("inclusive", "false");
            return copy(to).setComparator(open ? QuantityComparator.LESS_THAN : QuantityComparator.LESS_OR_EQUAL);
        }
        return quantity(ivl.child("center"));
    }

    /** An interval that was measured: nothing physical is below none, so from 0 on is no lower end (guide, ranges). */
    public @Nullable Type measured(Element ivl) {
        Type interval = interval(ivl);
        Element high = ivl.child("high");
        if (interval instanceof Range range
                && range.hasHigh()
                && range.getLow().getValue().signum() == 0) {
            boolean open = high != null && high.has("inclusive", "false");
            return copy(range.getHigh())
                    .setComparator(open ? QuantityComparator.LESS_THAN : QuantityComparator.LESS_OR_EQUAL);
        }
        return interval;
    }

    /** A reference range, either end of which may be open; null if there is no end. */
    public @Nullable Range range(Element ivl) {
        Range range = new Range();
        range.setLow(simple(ivl.child("low")));
        range.setHigh(simple(ivl.child("high")));
        return range.isEmpty() ? null : range;
    }

    /** A ratio, or null if either part is missing. */
    public @Nullable Ratio ratio(@Nullable Element rto) {
        Quantity numerator = rto == null ? null : quantity(rto.child("numerator"));
        Quantity denominator = rto == null ? null : quantity(rto.child("denominator"));
        return numerator == null || denominator == null
                ? null
                : new Ratio().setNumerator(numerator).setDenominator(denominator);
    }

    /** A length of time, or null if the unit is none of time. */
    public @Nullable Duration duration(@Nullable Element pq) {
        String unit = pq == null ? null : timeUnit(pq.attribute("unit"));
        BigDecimal value = pq == null ? null : number(pq.attribute("value"));
        if (unit == null || value == null) {
            if (pq != null) {
                pq.unread("unit");
                pq.unread("value");
            }
            return null;
        }
        Duration duration = new Duration();
        duration.setValue(value).setUnit(unit).setSystem(UCUM).setCode(unit);
        return duration;
    }

    /** FHIR's code for a unit of time, or null if it is none. */
    public static @Nullable String timeUnit(@Nullable String unit) {
        return unit == null ? null : TIME_UNITS.get(unit);
    }

    /** A plain decimal number, or null. */
    public static @Nullable BigDecimal number(@Nullable String text) {
        if (text == null || text.length() > 60 || !text.matches("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,2})?")) {
            return null;
        }
        BigDecimal number = new BigDecimal(text);
        return Math.abs(number.scale()) > 60 ? null : number.scale() < 0 ? number.setScale(0) : number;
    }

    private @Nullable Quantity fill(@Nullable Element pq, Quantity quantity) {
        BigDecimal value = pq == null ? null : number(pq.attribute("value"));
        if (pq == null || value == null) {
            return null;
        }
        quantity.setValue(value);
        String unit = pq.attribute("unit");
        if (unit != null && !unit.equals("1")) {
            quantity.setUnit(unit);
            if (!terminology.refuses(UCUM, unit)) {
                quantity.setSystem(UCUM).setCode(unit);
            }
        }
        return quantity;
    }

    private static Quantity copy(Quantity simple) {
        Quantity quantity = new Quantity().setValue(simple.getValue());
        quantity.setUnit(simple.getUnit()).setSystem(simple.getSystem()).setCode(simple.getCode());
        return quantity;
    }
}
