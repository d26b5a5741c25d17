package org.consentry.mappers.hl7v2;

import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.consentry.mappers.hl7v2.datatype.Quantities;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.Duration;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.TimeType;
import org.hl7.fhir.r4.model.Timing;
import org.hl7.fhir.r4.model.Timing.TimingRepeatComponent;
import org.hl7.fhir.r4.model.Timing.UnitsOfTime;
import org.jspecify.annotations.Nullable;

/** TQ1: how much, how often, from when to when. */
final class Tq1ToTiming implements SegmentMapper {

    /** Q6H, Q30M, Q2D, Q1J2 …: every so many of a unit (HL7 table 0335). */
    private static final Pattern EVERY = Pattern.compile("Q(\\d{1,3})([SMHDWL])");

    private static final Map<String, UnitsOfTime> UNITS = Map.of(
            "S",
            UnitsOfTime.S,
            "M",
            UnitsOfTime.MIN,
            "H",
            UnitsOfTime.H,
            "D",
            UnitsOfTime.D,
            "W",
            UnitsOfTime.WK,
            "L",
            UnitsOfTime.MO);

    private static final Map<String, Integer> TIMES_A_DAY = Map.of("QD", 1, "BID", 2, "TID", 3, "QID", 4);

    @Override
    public void map(Segment tq1, Mapping mapping) {
        if (mapping.current.subject instanceof Appointment appointment) {
            mapping.own(tq1, appointment);
            if (mapping.time(tq1, 7) != null || mapping.time(tq1, 8) != null) {
                AppointmentTimes.set(appointment, mapping.instant(tq1, 7), mapping.instant(tq1, 8));
            }
            return;
        }
        Order order = mapping.current.order;
        if (mapping.current.medication instanceof MedicationRequest request) {
            mapping.own(tq1, request);
            Dosage dosage = request.getDosageInstructionFirstRep();
            put(tq1, timing(tq1, mapping), dosage, mapping);
            priority(tq1, request, mapping);
        } else if (order != null && order.request != null) {
            put(tq1, timing(tq1, mapping), order.request, mapping);
            mapping.own(tq1, order.request);
        } else if (order != null) {
            // The order's detail has not come yet; it takes its timing when it does.
            order.timing = tq1;
        }
    }

    /** The timing that came before the detail it belongs to. */
    static void late(Order order, Mapping mapping) {
        if (order.timing != null) {
            Segment tq1 = order.timing;
            order.timing = null;
            new Tq1ToTiming().map(tq1, mapping);
        }
    }

    private static void put(Segment tq1, Timing timing, Dosage dosage, Mapping mapping) {
        if (!timing.isEmpty()) {
            dosage.setTiming(timing);
        }
        Quantity amount = mapping.quantities.cq(tq1.first(2));
        if (amount != null && !amount.hasComparator() && !dosage.hasDoseAndRate()) {
            dosage.addDoseAndRate().setDose(amount);
        } else {
            tq1.unread(2);
        }
        Mapping.accept(tq1.whole(10), text -> dosage.addAdditionalInstruction(new CodeableConcept().setText(text)));
        Mapping.accept(tq1.whole(11), text -> dosage.setText(Concepts.joined(dosage.getText(), text)));
    }

    private static void put(Segment tq1, Timing timing, ServiceRequest request, Mapping mapping) {
        if (!timing.isEmpty() && !request.hasOccurrence()) {
            request.setOccurrence(timing);
        } else {
            // FHIR has one time for an order, and OBR-6 told it already.
            for (int field : new int[] {3, 4, 5, 6, 7, 8, 13, 14}) {
                tq1.unread(field);
            }
        }
        Quantity amount = mapping.quantities.cq(tq1.first(2));
        if (amount != null && !request.hasQuantity()) {
            request.setQuantity(amount);
        } else {
            tq1.unread(2);
        }
        String priority = mapping.translated(tq1, 9, "extended-priority-codes");
        if (priority != null) {
            request.setPriority(ServiceRequest.ServiceRequestPriority.fromCode(priority));
            tq1.all(9);
        }
        for (int field : new int[] {10, 11}) {
            Mapping.accept(tq1.whole(field), text -> request.addNote().setText(text));
        }
    }

    private static void priority(Segment tq1, MedicationRequest request, Mapping mapping) {
        String priority = mapping.translated(tq1, 9, "extended-priority-codes");
        if (priority != null) {
            request.setPriority(MedicationRequest.MedicationRequestPriority.fromCode(priority));
            tq1.all(9);
        }
    }

    private static Timing timing(Segment tq1, Mapping mapping) {
        Timing timing = new Timing();
        TimingRepeatComponent repeat = new TimingRepeatComponent();
        Period bounds = mapping.period(tq1, 7, 8);
        if (!bounds.isEmpty()) {
            repeat.setBounds(bounds);
        }
        Composite pattern = tq1.first(3);
        pattern(pattern.get(1), repeat);
        Mapping.accept(mapping.codes.concept(pattern), timing::setCode);
        for (Composite time : tq1.all(4)) {
            TimeType at = mapping.times.time(time.get(1));
            if (at == null) {
                time.unread(1);
            } else {
                repeat.getTimeOfDay().add(at);
            }
        }
        Integer most = mapping.whole(tq1, 14, 1);
        if (most != null) {
            repeat.setCount(most);
        }
        offset(tq1, repeat);
        duration(tq1, repeat);
        if (!repeat.isEmpty()) {
            timing.setRepeat(repeat);
        }
        return timing;
    }

    private static void pattern(@Nullable String code, TimingRepeatComponent repeat) {
        if (code == null) {
            return;
        }
        Matcher every = EVERY.matcher(code);
        Integer times = TIMES_A_DAY.get(code);
        if (every.matches() && !every.group(1).equals("0")) {
            repeat.setFrequency(1).setPeriod(new BigDecimal(every.group(1))).setPeriodUnit(UNITS.get(every.group(2)));
        } else if (times != null) {
            repeat.setFrequency(times).setPeriod(1).setPeriodUnit(UnitsOfTime.D);
        }
    }

    /** TQ1-5: how long before or after the event, which FHIR counts in minutes; TQ1-6: for how long. */
    private static void offset(Segment tq1, TimingRepeatComponent repeat) {
        Composite offset = tq1.first(5);
        Integer amount = Quantities.integer(offset.get(1), 0);
        Integer factor =
                switch (String.valueOf(unit(offset.get(2)))) {
                    case "MIN" -> 1;
                    case "H" -> 60;
                    case "D" -> 1440;
                    default -> null;
                };
        tq1.unread(5);
        if (amount != null && factor != null && repeat.hasWhen()) {
            repeat.setOffset(amount * factor);
            tq1.first(5);
        }
        Composite service = tq1.first(6);
        BigDecimal length = Quantities.decimalOf(service.get(1));
        UnitsOfTime unit = unit(service.get(2));
        if (length != null && unit != null && !repeat.hasBounds()) {
            repeat.setBounds(new Duration()
                    .setValue(length)
                    .setUnit(unit.getDisplay())
                    .setSystem("http://unitsofmeasure.org")
                    .setCode(unit.toCode()));
        } else {
            tq1.unread(6);
        }
    }

    private static void duration(Segment tq1, TimingRepeatComponent repeat) {
        Composite cq = tq1.first(13);
        BigDecimal value = Quantities.decimalOf(cq.get(1));
        UnitsOfTime unit = unit(cq.get(2));
        if (value != null && value.signum() >= 0 && unit != null) {
            repeat.setDuration(value).setDurationUnit(unit);
        } else {
            tq1.unread(13);
        }
    }

    private static @Nullable UnitsOfTime unit(@Nullable String name) {
        return switch (name == null ? "" : name.toLowerCase(java.util.Locale.ROOT)) {
            case "s", "sec" -> UnitsOfTime.S;
            case "min", "m" -> UnitsOfTime.MIN;
            case "h", "hr" -> UnitsOfTime.H;
            case "d", "day", "days" -> UnitsOfTime.D;
            case "wk", "w" -> UnitsOfTime.WK;
            case "mo" -> UnitsOfTime.MO;
            case "a", "yr" -> UnitsOfTime.A;
            default -> null;
        };
    }
}
