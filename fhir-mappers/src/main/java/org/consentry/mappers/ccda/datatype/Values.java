package org.consentry.mappers.ccda.datatype;

import java.math.BigDecimal;
import org.consentry.mappers.ccda.xml.Element;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;

/** Values of any type (ANY): {@code xsi:type} says which, else their shape does. */
public final class Values {

    private final Codes codes;
    private final Quantities quantities;
    private final Times times;
    private final NarrativeIndex narrative;

    public Values(Codes codes, Quantities quantities, Times times, NarrativeIndex narrative) {
        this.codes = codes;
        this.quantities = quantities;
        this.times = times;
        this.narrative = narrative;
    }

    /** What an Observation can have as its value, or null if the element says none. */
    public @Nullable Type value(Element value) {
        return switch (type(value)) {
            case "CD", "CE", "CV", "CO", "CS", "SC" -> codes.concept(value);
            case "PQ" -> physical(value);
            case "IVL_PQ", "IVL_INT", "IVL_REAL" -> quantities.measured(value);
            case "INT" -> integer(value);
            case "REAL", "MO" -> money(value);
            case "BL", "BN" -> flag(value);
            case "TS" -> times.point(value);
            case "IVL_TS" -> times.pointOrPeriod(value);
            case "RTO", "RTO_PQ_PQ", "RTO_MO_PQ", "RTO_INT_INT", "RTO_QTY_QTY" -> quantities.ratio(value);
            default -> string(value);
        };
    }

    private static String type(Element value) {
        String type = value.type();
        if (!type.isEmpty()) {
            return type;
        }
        if (value.attribute("code") != null) {
            return "CD";
        }
        if (value.child("low") != null || value.child("high") != null) {
            return "IVL_PQ";
        }
        if (value.child("numerator") != null) {
            return "RTO";
        }
        String number = value.attribute("value");
        if (number == null) {
            return "ST";
        }
        return number.equals("true") || number.equals("false") ? "BL" : value.attribute("unit") != null ? "PQ" : "REAL";
    }

    private @Nullable Type physical(Element value) {
        Quantity quantity = quantities.quantity(value);
        if (quantity != null) {
            return quantity;
        }
        for (Element translation : value.children("translation")) {
            Quantity other = quantities.quantity(translation);
            if (other != null) {
                String unit = translation.attribute("displayName");
                String code = translation.attribute("code");
                Element original = translation.child("originalText");
                String said = original == null ? null : original.allText();
                return other.setUnit(unit != null ? unit : said != null ? said : code);
            }
        }
        String said = value.attribute("value");
        String unit = value.attribute("unit");
        return said == null ? string(value) : new StringType(unit == null ? said : said + " " + unit);
    }

    private static @Nullable Type integer(Element value) {
        BigDecimal number = Quantities.number(value.attribute("value"));
        if (number == null) {
            return null;
        }
        boolean whole = number.stripTrailingZeros().scale() <= 0
                && number.abs().compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) <= 0;
        return whole ? new IntegerType(number.intValue()) : new Quantity().setValue(number);
    }

    private @Nullable Type money(Element value) {
        Quantity quantity = quantities.quantity(value);
        String currency = value.attribute("currency");
        return quantity == null || currency == null ? quantity : quantity.setUnit(currency);
    }

    private static @Nullable Type flag(Element value) {
        String flag = value.attribute("value");
        return flag == null ? null : new BooleanType(flag.equals("true") || flag.equals("1"));
    }

    private @Nullable Type string(Element value) {
        String text = narrative.text(value);
        if (text == null) {
            text = value.attribute("value");
        }
        if (text == null && value.child("translation") != null) {
            CodeableConcept concept = codes.concept(value);
            return concept;
        }
        return text == null ? null : new StringType(text);
    }
}
