package org.consentry.mappers.hl7v2.datatype;

import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.terminology.FhirCode;
import org.consentry.mappers.terminology.Terminology;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Range;
import org.jspecify.annotations.Nullable;

/**
 * Numbers with their units (NM, CQ and the units of OBX-6). A comparator that a sender writes into the number is kept
 * as one; a number is never changed, and never invented from what is not one.
 */
public final class Quantities {

    private static final Pattern NUMBER = Pattern.compile(
            "\\s*(<=|>=|<|>|=)?\\s*([+-]?(?:\\d{1,30}(?:\\.\\d{0,30})?|\\.\\d{1,30})(?:[eE][+-]?\\d{1,2})?)\\s*");
    private static final Pattern BOUNDS = Pattern.compile(
            "\\s*([+-]?\\d{1,12}(?:\\.\\d{1,12})?)\\s*(?:-|to)\\s*([+-]?\\d{1,12}(?:\\.\\d{1,12})?)\\s*");
    private static final Pattern TEN = Pattern.compile("[xX*]?\\s?10");
    private static final Pattern EXPONENT = Pattern.compile("\\d{1,2}(\\s?/.{1,20})?");
    private static final String UCUM = "http://unitsofmeasure.org";
    private static final Map<String, Quantity.QuantityComparator> COMPARATORS = Map.of(
            "<", Quantity.QuantityComparator.LESS_THAN,
            "<=", Quantity.QuantityComparator.LESS_OR_EQUAL,
            ">", Quantity.QuantityComparator.GREATER_THAN,
            ">=", Quantity.QuantityComparator.GREATER_OR_EQUAL);

    private final Terminology terminology;

    public Quantities(Terminology terminology) {
        this.terminology = terminology;
    }

    /** A number, with a comparator if one stands before it; null if it is none. */
    public static @Nullable Quantity number(@Nullable String text) {
        Matcher match = text == null ? null : NUMBER.matcher(text);
        if (match == null || !match.matches()) {
            return null;
        }
        Quantity quantity = new Quantity().setValue(decimal(match.group(2)));
        Quantity.QuantityComparator comparator = match.group(1) == null ? null : COMPARATORS.get(match.group(1));
        if (comparator != null) {
            quantity.setComparator(comparator);
        }
        return quantity;
    }

    /** The same as a plain decimal: only if there is no comparator. */
    public static @Nullable BigDecimal decimalOf(@Nullable String text) {
        Quantity quantity = number(text);
        return quantity == null || quantity.hasComparator() ? null : quantity.getValue();
    }

    /** A whole number of at least the minimum. */
    public static @Nullable Integer integer(@Nullable String text, int minimum) {
        BigDecimal value = decimalOf(text);
        if (value == null
                || value.stripTrailingZeros().scale() > 0
                || value.abs().compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) > 0) {
            return null;
        }
        return value.intValue() < minimum ? null : value.intValue();
    }

    /** A CQ: quantity in component 1, units (as subcomponents) in component 2. */
    public @Nullable Quantity cq(Composite cq) {
        Quantity quantity = number(cq.get(1));
        if (quantity == null) {
            cq.unread(1);
            return null;
        }
        return unit(quantity, cq.sub(2));
    }

    /** Adds a unit (CWE or plain text) to a quantity. */
    public Quantity unit(Quantity quantity, Composite unit) {
        String power = power(unit);
        if (power != null) {
            String known = terminology.code("ucum-units", power);
            return quantity.setUnit(power)
                    .setSystem(known == null ? null : UCUM)
                    .setCode(known);
        }
        String code = FhirCode.of(unit.peek(1));
        String text = unit.get(2);
        String system = unit.peek(3);
        if (code == null && text == null) {
            return quantity;
        }
        if (code != null && text == null) {
            unit.get(1);
        }
        quantity.setUnit(text != null ? text : code);
        if (code != null && system != null) {
            String uri = terminology.codeSystem(system);
            if (terminology.refuses(uri, code)) {
                String known = terminology.code("ucum-units", code);
                if (known != null) {
                    quantity.setSystem(UCUM).setCode(known);
                    unit.get(1);
                }
            } else {
                // Some that senders call UCUM's are spelt otherwise there (Torr, mEq).
                String spelt = UCUM.equals(uri) ? terminology.code("ucum-units", code) : null;
                quantity.setSystem(uri).setCode(spelt == null ? code : spelt);
                unit.get(1);
                unit.get(3);
            }
        } else if (code != null && terminology.code("ucum-units", code) != null) {
            unit.get(1);
            quantity.setSystem(UCUM).setCode(terminology.code("ucum-units", code));
        }
        return quantity;
    }

    /** A power of ten whose sign the sender did not escape ({@code 10^3/uL}), which falls apart into two components. */
    private static @Nullable String power(Composite unit) {
        String base = unit.peek(1);
        String exponent = unit.peek(2);
        boolean parted = base != null
                && exponent != null
                && unit.size() == 2
                && TEN.matcher(base).matches()
                && EXPONENT.matcher(exponent).matches();
        return parted ? unit.get(1) + "^" + unit.get(2) : null;
    }

    /** A reference range such as {@code 3.5-5.0}, {@code <5} or {@code >60}; null if it is told otherwise. */
    public @Nullable Range range(@Nullable String text, Composite unit) {
        Matcher match = text == null || text.length() > 60 ? null : BOUNDS.matcher(text);
        if (match != null && match.matches()) {
            BigDecimal low = decimal(match.group(1));
            BigDecimal high = decimal(match.group(2));
            return low.compareTo(high) > 0
                    ? null
                    : new Range()
                            .setLow(unit(new Quantity().setValue(low), unit))
                            .setHigh(unit(new Quantity().setValue(high), unit));
        }
        Quantity bound = number(text);
        if (bound == null || !bound.hasComparator()) {
            return null;
        }
        boolean upper = bound.getComparator().toCode().startsWith("<");
        Quantity plain = unit(new Quantity().setValue(bound.getValue()), unit);
        return upper ? new Range().setHigh(plain) : new Range().setLow(plain);
    }

    private static BigDecimal decimal(String digits) {
        String plain = digits.startsWith("+") ? digits.substring(1) : digits;
        return new BigDecimal(plain.endsWith(".") ? plain.substring(0, plain.length() - 1) : plain);
    }
}
