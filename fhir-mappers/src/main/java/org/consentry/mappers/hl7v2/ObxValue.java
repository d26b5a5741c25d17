package org.consentry.mappers.hl7v2;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.consentry.mappers.hl7v2.datatype.Names;
import org.consentry.mappers.hl7v2.datatype.Quantities;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.consentry.mappers.transaction.Periods;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.Ratio;
import org.hl7.fhir.r4.model.SampledData;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.TimeType;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;

/**
 * OBX-5 in the type OBX-2 says. A value is never dropped and never bent: {@code <5} keeps its comparator, {@code 1:80}
 * is a ratio, and what is not of its type is kept as text and reported.
 */
final class ObxValue {

    private static final Pattern TITER = Pattern.compile("\\s*(<=|>=|<|>)?\\s*(\\d{1,9})\\s*:\\s*(\\d{1,12})\\s*");

    private static final Pattern SAMPLE = Pattern.compile("-?\\d{0,20}\\.?\\d{1,20}");

    private static final Set<String> SHOWN = Set.of(
            "CX", "XCN", "XPN", "PN", "EI", "HD", "SI", "CP", "MO", "PL", "XAD", "XTN", "XON", "TN", "AD", "CK", "CN");
    private static final Set<String> TYPES = Set.of(
            "NM", "SN", "CE", "CWE", "CNE", "CF", "IS", "ID", "DT", "TS", "DTM", "TM", "DR", "NR", "CQ", "ST", "TX",
            "FT", "NA", "MA");

    private final Segment obx;
    private final Mapping mapping;
    private final Composite unit;
    private final String type;

    ObxValue(Segment obx, Mapping mapping) {
        this.obx = obx;
        this.mapping = mapping;
        this.unit = obx.first(6);
        this.type = obx.text(2, "ST").toUpperCase(Locale.ROOT);
    }

    void put(Observation observation) {
        set(observation);
        boolean told = observation.hasValueQuantity()
                || observation.hasValueRange()
                || observation.hasValueRatio()
                || observation.hasValueSampledData();
        if (!told) {
            // A text takes no unit; it stays as it was sent.
            obx.unread(6);
        }
        if (SHOWN.contains(type)) {
            // R4 has no such value: what a reader sees is its text, and its parts are kept as they were sent.
            obx.all(5).forEach(Composite::forget);
        }
        if (obx.text(2) != null && !TYPES.contains(type)) {
            obx.unread(2);
        }
    }

    private void set(Observation observation) {
        List<Composite> values = obx.all(5);
        if (values.isEmpty()) {
            return;
        }
        if (type.equals("TX") || type.equals("FT") || type.equals("ST")) {
            observation.setValue(new StringType(text(values)));
            return;
        }
        Type series = type.equals("NA") || type.equals("MA") ? series(values) : null;
        if (series != null) {
            observation.setValue(series);
            return;
        }
        observation.setValue(value(values.get(0)));
        for (Composite further : values.subList(1, values.size())) {
            // FHIR has one value, and no component may have its code (obs-7).
            Type value = value(further);
            if (value != null) {
                observation.addExtension("https://consentry.org/fhir/StructureDefinition/further-value", value);
            }
        }
    }

    /**
     * NA has one channel in each repetition, MA one moment in each; FHIR tells all channels of a moment together. How far
     * apart the moments are, HL7 tells in other segments. Null unless all of it is numbers.
     */
    private @Nullable Type series(List<Composite> values) {
        List<List<String>> rows = new ArrayList<>();
        for (Composite value : values) {
            List<String> row = new ArrayList<>();
            for (int component = 1; component <= value.size(); component++) {
                row.add(value.peek(component) == null ? "" : value.peek(component));
            }
            rows.add(row);
        }
        int columns = rows.get(0).size();
        boolean numbers = rows.stream()
                .allMatch(row -> row.size() == columns
                        && row.stream()
                                .allMatch(number -> SAMPLE.matcher(number).matches()));
        if (!numbers) {
            return null;
        }
        boolean channels = type.equals("NA");
        StringJoiner data = new StringJoiner(" ");
        for (int moment = 0; moment < (channels ? columns : rows.size()); moment++) {
            for (int channel = 0; channel < (channels ? rows.size() : columns); channel++) {
                data.add(
                        channels
                                ? rows.get(channel).get(moment)
                                : rows.get(moment).get(channel));
            }
        }
        values.forEach(Composite::whole);
        SampledData series = new SampledData()
                .setOrigin(mapping.quantities.unit(new Quantity(0), unit))
                .setDimensions(channels ? rows.size() : columns)
                .setData(data.toString());
        series.getPeriodElement()
                .addExtension("http://hl7.org/fhir/StructureDefinition/data-absent-reason", new CodeType("unknown"));
        return series;
    }

    private static String text(List<Composite> values) {
        return values.stream()
                .map(Composite::whole)
                .filter(java.util.Objects::nonNull)
                .collect(Collectors.joining("\n"));
    }

    private @Nullable Type value(Composite value) {
        Type typed = typed(value);
        if (typed != null) {
            return typed;
        }
        String text = value.whole();
        if (text == null) {
            return null;
        }
        mapping.report.warn(
                Report.place(obx, 5), "value-not-of-its-type", "The value is not of the type OBX-2 says; kept as text");
        return new StringType(text);
    }

    private @Nullable Type typed(Composite value) {
        return switch (type) {
            case "NM" -> number(value.whole());
            case "SN" -> structured(value);
            case "CE", "CWE", "CNE", "CF", "IS", "ID" -> mapping.codes.concept(value);
            case "DT", "TS", "DTM" -> mapping.times.dateTime(value.get(1));
            case "TM" -> time(value);
            case "DR" -> period(value);
            case "NR" -> range(value.get(1), value.get(2));
            case "CQ" -> mapping.quantities.cq(value);
            case "CX" -> text(mapping.identifiers.cx(value) == null ? null : value.get(1));
            case "EI", "HD", "SI", "CP", "MO", "PL", "XAD", "XTN", "XON", "TN", "AD", "CK", "CN" -> told(value);
            case "XCN" -> name(mapping.names.xcn(value));
            case "XPN", "PN" -> name(mapping.names.xpn(value));
            default -> text(value.whole());
        };
    }

    private @Nullable Type number(@Nullable String text) {
        Quantity quantity = Quantities.number(text);
        return quantity != null ? mapping.quantities.unit(quantity, unit) : ratio(text);
    }

    private @Nullable Type ratio(@Nullable String text) {
        Matcher match = text == null || text.length() > 40 ? null : TITER.matcher(text);
        if (match == null || !match.matches()) {
            return null;
        }
        Quantity numerator = Quantities.number((match.group(1) == null ? "" : match.group(1)) + match.group(2));
        return new Ratio().setNumerator(numerator).setDenominator(Quantities.number(match.group(3)));
    }

    /** SN: comparator, number, separator or suffix, number (HL7 v2.8 chapter 2A.3.73). */
    private @Nullable Type structured(Composite sn) {
        String comparator = sn.get(1, "");
        String separator = sn.get(3, "");
        if (sn.get(4) == null && separator.isEmpty() && !comparator.equals("<>")) {
            Quantity single = Quantities.number(comparator + sn.get(2, ""));
            if (single == null && sn.size() == 1) {
                return number(comparator);
            }
            return single == null ? null : mapping.quantities.unit(single, unit);
        }
        if (separator.equals("-") && comparator.isEmpty()) {
            Type range = range(sn.get(2), sn.get(4));
            return range == null ? text(told(sn, "")) : range;
        }
        if (separator.equals(":") || separator.equals("/")) {
            Quantity numerator = Quantities.number((comparator.equals("=") ? "" : comparator) + sn.get(2, ""));
            Quantity denominator = Quantities.number(sn.get(4));
            return numerator == null || denominator == null
                    ? text(told(sn, ""))
                    : new Ratio()
                            .setNumerator(mapping.quantities.unit(numerator, unit))
                            .setDenominator(denominator);
        }
        return text(told(sn, ""));
    }

    private @Nullable Type range(@Nullable String low, @Nullable String high) {
        Quantity from = Quantities.number(low);
        Quantity to = Quantities.number(high);
        boolean comparing = (from != null && from.hasComparator()) || (to != null && to.hasComparator());
        if (comparing
                || (from == null && to == null)
                || (from != null && to != null && from.getValue().compareTo(to.getValue()) > 0)) {
            return null;
        }
        Range range = new Range();
        if (from != null) {
            range.setLow(mapping.quantities.unit(from, unit));
        }
        if (to != null) {
            range.setHigh(mapping.quantities.unit(to, unit));
        }
        return range;
    }

    private @Nullable Type time(Composite value) {
        TimeType time = mapping.times.time(value.get(1));
        return time;
    }

    private @Nullable Type period(Composite value) {
        Period period = new Period();
        period.setStartElement(mapping.times.dateTime(value.get(1)));
        period.setEndElement(mapping.times.dateTime(value.get(2)));
        return period.isEmpty() || !Periods.fit(period) ? null : period;
    }

    private static @Nullable Type name(@Nullable HumanName name) {
        return name == null ? null : new StringType(Names.display(name));
    }

    private static @Nullable Type told(Composite value) {
        return text(told(value, " "));
    }

    private static String told(Composite value, String between) {
        return String.join(between, value.texts());
    }

    private static @Nullable Type text(@Nullable String text) {
        return text == null || text.isEmpty() ? null : new StringType(text);
    }
}
