package org.consentry.mappers.hl7v2;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.consentry.mappers.hl7v2.datatype.Quantities;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.Duration;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestPriority;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestPriority;
import org.hl7.fhir.r4.model.TimeType;
import org.hl7.fhir.r4.model.Timing;
import org.hl7.fhir.r4.model.Timing.TimingRepeatComponent;
import org.hl7.fhir.r4.model.Timing.UnitsOfTime;
import org.jspecify.annotations.Nullable;

/**
 * TQ: quantity and timing in one field (ORC-7, OBR-27, RXE-1, RXG-3), as they were told until 2.5 gave them a segment,
 * and as most systems tell them still. Where both are sent, TQ1 has the last word.
 */
final class TqToTiming {

    /** D7, W1: for so many of a unit; X3: so many times. */
    private static final Pattern LENGTH = Pattern.compile("([SMHDWLX])(\\d{1,4})");

    private TqToTiming() {}

    /** Says that another segment has the last word on an order's timing: what the fields told is kept as it was sent. */
    static void keep(Order order) {
        if (order.orc != null) {
            order.orc.unread(7);
        }
        if (order.detail != null && order.detail.id().equals("RXE")) {
            order.detail.unread(1);
        } else if (order.detail != null && order.detail.id().equals("RXG")) {
            order.detail.unread(3);
        }
    }

    /** Adds to an order of a medicine what it does not say yet. */
    static void put(Segment segment, int field, MedicationRequest request, Mapping mapping) {
        Composite tq = segment.first(field);
        if (tq.isEmpty()) {
            return;
        }
        Dosage dosage = request.getDosageInstructionFirstRep();
        Timing timing = timing(tq, mapping);
        if (!timing.isEmpty() && !dosage.hasTiming()) {
            dosage.setTiming(timing);
            if (RepeatPattern.isAsNeeded(tq.sub(2).peek(1)) && !dosage.hasAsNeeded()) {
                dosage.setAsNeeded(new BooleanType(true));
            }
        } else {
            forgetTiming(tq);
        }
        Quantity amount = amount(tq, mapping);
        if (amount != null && !dosage.hasDoseAndRate()) {
            dosage.addDoseAndRate().setDose(amount);
        } else {
            tq.unread(1);
        }
        String priority = priority(tq, mapping);
        if (priority != null && !request.hasPriority()) {
            request.setPriority(MedicationRequestPriority.fromCode(priority));
        } else {
            tq.unread(6);
        }
        Mapping.accept(tq.whole(7), text -> dosage.addAdditionalInstruction(new CodeableConcept().setText(text)));
        Mapping.accept(tq.whole(8), text -> dosage.setText(Concepts.joined(dosage.getText(), text)));
        if (dosage.isEmpty()) {
            request.setDosageInstruction(null);
        }
    }

    /** The same for an order of a service. One that only says when it begins is an order for that time. */
    static void put(Segment segment, int field, ServiceRequest request, Mapping mapping) {
        Composite tq = segment.first(field);
        if (tq.isEmpty()) {
            return;
        }
        Timing timing = timing(tq, mapping);
        Period bounds =
                timing.getRepeat().hasBoundsPeriod() ? timing.getRepeat().getBoundsPeriod() : new Period();
        boolean start = bounds.hasStart() && !bounds.hasEnd() && !timing.hasCode();
        if (timing.isEmpty() || request.hasOccurrence()) {
            forgetTiming(tq);
        } else if (start
                && timing.getRepeat().children().stream()
                                .filter(child -> child.hasValues())
                                .count()
                        == 1) {
            request.setOccurrence(bounds.getStartElement());
        } else {
            request.setOccurrence(timing);
        }
        Quantity amount = amount(tq, mapping);
        if (amount != null && !request.hasQuantity()) {
            request.setQuantity(amount);
        } else {
            tq.unread(1);
        }
        String priority = priority(tq, mapping);
        if (priority != null && !request.hasPriority()) {
            request.setPriority(ServiceRequestPriority.fromCode(priority));
        } else {
            tq.unread(6);
        }
        for (int component : new int[] {7, 8}) {
            Mapping.accept(tq.whole(component), text -> request.addNote().setText(text));
        }
    }

    private static void forgetTiming(Composite tq) {
        for (int component : new int[] {2, 3, 4, 5, 12}) {
            tq.unread(component);
        }
    }

    private static @Nullable Quantity amount(Composite tq, Mapping mapping) {
        Composite cq = tq.sub(1);
        BigDecimal number = Quantities.decimalOf(cq.get(1));
        if (number == null) {
            return null;
        }
        Quantity amount = new Quantity().setValue(number);
        String unit = cq.get(2);
        if (unit != null) {
            String known = mapping.terminology.code("ucum-units", unit);
            amount.setUnit(unit).setCode(known).setSystem(known == null ? null : "http://unitsofmeasure.org");
        }
        return amount;
    }

    private static @Nullable String priority(Composite tq, Mapping mapping) {
        return mapping.terminology.code("extended-priority-codes", tq.get(6));
    }

    private static Timing timing(Composite tq, Mapping mapping) {
        TimingRepeatComponent repeat = new TimingRepeatComponent();
        Timing timing = new Timing();
        Composite interval = tq.sub(2);
        String code = interval.get(1);
        if (code != null) {
            timing.setCode(new CodeableConcept().setText(code));
            RepeatPattern.put(code, repeat);
        }
        times(interval, repeat, mapping);
        bounds(tq, repeat, mapping);
        Integer most = Quantities.integer(tq.get(12), 1);
        if (most != null && !repeat.hasCount()) {
            repeat.setCount(most);
        } else {
            tq.unread(12);
        }
        if (!repeat.isEmpty()) {
            timing.setRepeat(repeat);
        }
        return timing;
    }

    /** Times of day, which FHIR does not tell along with a meal or a part of the day. */
    private static void times(Composite interval, TimingRepeatComponent repeat, Mapping mapping) {
        String told = interval.get(2);
        if (told == null || repeat.hasWhen()) {
            interval.unread(2);
            return;
        }
        for (String time : told.split("[,;\\s]+", 50)) {
            TimeType at = mapping.times.time(time);
            if (at == null) {
                interval.unread(2);
            } else {
                repeat.getTimeOfDay().add(at);
            }
        }
    }

    private static void bounds(Composite tq, TimingRepeatComponent repeat, Mapping mapping) {
        Period period = mapping.times.period(tq, 4, 5);
        if (period != null) {
            repeat.setBounds(period);
        }
        String length = tq.get(3);
        Matcher match = LENGTH.matcher(length == null ? "" : length);
        if (!match.matches()) {
            tq.unread(3);
        } else if (match.group(1).equals("X") && !match.group(2).matches("0+")) {
            repeat.setCount(Integer.parseInt(match.group(2)));
        } else if (period == null && !match.group(1).equals("X")) {
            UnitsOfTime unit = RepeatPattern.unit(match.group(1));
            repeat.setBounds(new Duration()
                    .setValue(new BigDecimal(match.group(2)))
                    .setUnit(unit.getDisplay())
                    .setSystem("http://unitsofmeasure.org")
                    .setCode(unit.toCode()));
        } else {
            tq.unread(3);
        }
    }
}
