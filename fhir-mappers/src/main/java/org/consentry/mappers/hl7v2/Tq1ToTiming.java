package org.consentry.mappers.hl7v2;

import java.math.BigDecimal;
import org.consentry.mappers.hl7v2.datatype.Quantities;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.BooleanType;
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
            Dosage dosage = dosage(tq1, request, order);
            if (dosage.hasTiming() && order != null) {
                TqToTiming.keep(order);
            }
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

    /** The first TQ1 says when the dose is that RXE tells, a further one when it is given besides. */
    private static Dosage dosage(Segment tq1, MedicationRequest request, @Nullable Order order) {
        Dosage first = request.getDosageInstructionFirstRep();
        if (order == null || !order.timed) {
            if (order != null) {
                order.timed = true;
            }
            return first;
        }
        Dosage further = request.addDosageInstruction();
        if (!tq1.populated(2)) {
            first.getDoseAndRate().forEach(dose -> further.addDoseAndRate(dose.copy()));
        }
        return further;
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
            boolean bounded = timing.getRepeat().hasBounds()
                    || !dosage.getTiming().getRepeat().hasBounds();
            timing.getRepeat()
                    .setBounds(
                            bounded
                                    ? timing.getRepeat().getBounds()
                                    : dosage.getTiming().getRepeat().getBounds());
            dosage.setTiming(timing);
        }
        if (RepeatPattern.isAsNeeded(tq1.first(3).peek(1)) && !dosage.hasAsNeeded()) {
            dosage.setAsNeeded(new BooleanType(true));
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
        RepeatPattern.put(pattern.get(1), repeat);
        Mapping.accept(mapping.codes.concept(pattern), timing::setCode);
        for (Composite time : tq1.all(4)) {
            TimeType at = mapping.times.time(time.get(1));
            if (at == null || repeat.hasWhen()) {
                // FHIR has no time of day along with a meal or a part of the day (tim-10).
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
