package org.consentry.mappers.r4;

import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.consentry.mappers.FhirJson;
import org.consentry.mappers.terminology.Terminology;
import org.consentry.mappers.transaction.Periods;
import org.hl7.fhir.r4.model.Age;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Count;
import org.hl7.fhir.r4.model.DataRequirement;
import org.hl7.fhir.r4.model.Distance;
import org.hl7.fhir.r4.model.Duration;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Money;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.Ratio;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Timing;
import org.hl7.fhir.r4.model.Timing.EventTiming;

/** What R4's rules demand inside data types. */
public final class TypeDemands {

    /** The system of units. */
    public static final String UCUM = "http://unitsofmeasure.org";

    private static final Set<EventTiming> MEALS =
            EnumSet.of(EventTiming.C, EventTiming.CM, EventTiming.CD, EventTiming.CV);

    private static final String REVERSED = "https://consentry.org/fhir/StructureDefinition/end-before-start";
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:");
    private static final Pattern BLANK = Pattern.compile("\\s");
    private static final Pattern RELATIVE =
            Pattern.compile("([A-Z][A-Za-z]+)(/[A-Za-z0-9.\\-]{1,64}(/_history/[A-Za-z0-9.\\-]{1,64})?|\\?\\S*)");

    private TypeDemands() {}

    /** False if there are none for elements of this class. */
    static boolean meet(Base element) {
        switch (element) {
            case Attachment attachment -> {
                if (attachment.hasData() && !attachment.hasContentType()) {
                    attachment.setContentTypeElement(Demands.assumed(new CodeType("application/octet-stream")));
                }
            }
            case DataRequirement.DataRequirementCodeFilterComponent filter -> {
                if (filter.hasPath()) {
                    filter.setSearchParamElement(null);
                } else if (!filter.hasSearchParam()) {
                    filter.setPathElement(Demands.unknown(new StringType()));
                }
            }
            case DataRequirement.DataRequirementDateFilterComponent filter -> {
                if (filter.hasPath()) {
                    filter.setSearchParamElement(null);
                } else if (!filter.hasSearchParam()) {
                    filter.setPathElement(Demands.unknown(new StringType()));
                }
            }
            case CodeableConcept concept -> {
                if (concept.hasCoding()) {
                    // A parser makes these of what is no coding.
                    concept.getCoding().removeIf(Coding::isEmpty);
                }
            }
            case Identifier identifier -> {
                if (identifier.getSystemElement().hasValue()) {
                    identifier.setSystem(absolute(identifier.getSystem()));
                }
            }
            case Money money -> {
                String currency = money.getCurrency();
                if (currency != null && Terminology.STANDARD.refuses("urn:iso:std:iso:4217", currency)) {
                    money.setCurrencyElement(null);
                }
            }
            case Range range -> range(range);
            case Ratio ratio -> ratio(ratio);
            case Reference reference -> {
                String target = reference.getReferenceElement_().getValue();
                if (target != null && !isReference(target)) {
                    reference.setReference(null);
                    if (reference.isEmpty()) {
                        Demands.unknown(reference);
                    }
                }
            }
            case Timing.TimingRepeatComponent repeat -> repeat(repeat);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** A name that is none of a system, such as MRN, as one of the site's own; a URI without blanks. */
    public static String absolute(String system) {
        if (!isAbsolute(system)) {
            return Terminology.local(system);
        }
        return unbroken(system);
    }

    /** A URI without blanks. */
    public static String unbroken(String uri) {
        return isBroken(uri) ? BLANK.matcher(uri).replaceAll("%20") : uri;
    }

    /** Nearly all begin with one of these, and there are many in every resource. */
    private static boolean isAbsolute(String uri) {
        if (uri.startsWith("http:") || uri.startsWith("https:") || uri.startsWith("urn:")) {
            return true;
        }
        return SCHEME.matcher(uri).lookingAt();
    }

    private static boolean isBroken(String uri) {
        for (int i = 0; i < uri.length(); i++) {
            if (uri.charAt(i) <= ' ') {
                return true;
            }
        }
        return false;
    }

    private static boolean isReference(String target) {
        if (target.startsWith("#") || isAbsolute(target)) {
            return !isBroken(target);
        }
        Matcher relative = RELATIVE.matcher(target);
        return relative.matches() && FhirJson.context().getResourceTypes().contains(relative.group(1));
    }

    /** A simple quantity has no comparator (sqty-1). */
    static void simple(Property property) {
        for (Base value : property.getValues()) {
            if (value instanceof Quantity quantity
                    && quantity.hasComparator()
                    && property.getTypeCode().contains("SimpleQuantity")) {
                quantity.setComparatorElement(null);
            }
        }
    }

    /** An end before the start is none that R4 takes; it stands beside the period. */
    public static void period(Period period) {
        if (!Periods.fit(period)) {
            period.addExtension(REVERSED, period.getEndElement());
            period.setEndElement(null);
        }
    }

    /** Quantities of one kind have that kind's unit. */
    public static void quantity(Quantity quantity) {
        switch (quantity) {
            case Age age -> {
                if (age.hasValue() && age.getValue().signum() <= 0) {
                    age.setValueElement(null);
                }
                measured(age);
            }
            case Distance distance -> measured(distance);
            case Duration duration -> {
                if (!duration.hasValue()) {
                    duration.setCodeElement(null);
                } else if (duration.hasCode()) {
                    measured(duration);
                }
            }
            case Count count -> {
                if (count.hasValue()
                        && count.getValue().stripTrailingZeros().toPlainString().contains(".")) {
                    count.setValueElement(null);
                } else if (count.hasValue()) {
                    count.setValue(count.getValue().setScale(0));
                }
                if (count.hasValue() || count.hasCode() || count.hasSystem()) {
                    wording(count);
                    count.setSystem(UCUM).setCode("1");
                }
            }
            default -> {}
        }
    }

    /** A unit of UCUM's where there is a value; the words of another one stay. */
    private static void measured(Quantity quantity) {
        if (quantity.hasSystem() && !quantity.getSystem().equals(UCUM)) {
            wording(quantity);
            quantity.setSystem(null).setCode(null);
        }
        if (quantity.hasValue() && !quantity.hasCode()) {
            String known = quantity.hasUnit() ? Terminology.STANDARD.code("ucum-units", quantity.getUnit()) : null;
            quantity.setCodeElement(known == null ? Demands.unknown(new CodeType()) : new CodeType(known));
        }
        if (!quantity.getCodeElement().isEmpty()) {
            quantity.setSystem(UCUM);
        }
    }

    private static void wording(Quantity quantity) {
        if (!quantity.hasUnit() && quantity.hasCode()) {
            quantity.setUnit(quantity.getCode());
        }
    }

    /** From low to high, in one unit; else the high end stands beside it. */
    private static void range(Range range) {
        Quantity low = range.getLow();
        Quantity high = range.getHigh();
        if (low.hasValue() && high.hasValue()) {
            boolean alike = String.valueOf(low.getCode()).equals(String.valueOf(high.getCode()))
                    && String.valueOf(low.getSystem()).equals(String.valueOf(high.getSystem()))
                    && String.valueOf(low.getUnit()).equals(String.valueOf(high.getUnit()));
            if (!alike || low.getValue().compareTo(high.getValue()) > 0) {
                range.setHigh(null);
            }
        } else if (!low.isEmpty() && !high.isEmpty()) {
            range.setHigh(null);
        }
    }

    private static void ratio(Ratio ratio) {
        if (ratio.hasNumerator() && !ratio.hasDenominator()) {
            ratio.setDenominator(Demands.unknown(new Quantity()));
        } else if (ratio.hasDenominator() && !ratio.hasNumerator()) {
            ratio.setNumerator(Demands.unknown(new Quantity()));
        } else if (!ratio.hasNumerator() && !ratio.hasExtension()) {
            Demands.unknown(ratio);
        }
    }

    private static void repeat(Timing.TimingRepeatComponent repeat) {
        if (!repeat.hasDurationUnit() || isNegative(repeat.getDuration())) {
            repeat.setDurationElement(null);
        }
        if (!repeat.hasDuration()) {
            repeat.setDurationMaxElement(null);
        }
        if (!repeat.hasPeriodUnit() || isNegative(repeat.getPeriod())) {
            repeat.setPeriodElement(null);
        }
        if (!repeat.hasPeriod()) {
            repeat.setPeriodMaxElement(null);
        }
        if (!repeat.hasCount()) {
            repeat.setCountMaxElement(null);
        }
        if (repeat.hasTimeOfDay()) {
            repeat.setWhen(null);
        }
        boolean meal = repeat.getWhen().stream().anyMatch(when -> MEALS.contains(when.getValue()));
        if (!repeat.hasWhen() || meal) {
            repeat.setOffsetElement(null);
        }
    }

    private static boolean isNegative(BigDecimal number) {
        return number != null && number.signum() < 0;
    }
}
