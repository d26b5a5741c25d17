package org.consentry.mappers.hl7v2;

import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.Dosage.DosageDoseAndRateComponent;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestIntent;
import org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestStatus;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.Ratio;
import org.hl7.fhir.r4.model.Timing.UnitsOfTime;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;

/**
 * RXO (as ordered), RXE (as encoded by the pharmacy) and RXG (as to be given) as a MedicationRequest. RXO and RXE of
 * one order are the same request: the pharmacy's coding fills in what the order left open. An RXG is one giving of it,
 * and so an order instance of its own.
 */
final class RxToMedicationRequest implements SegmentMapper {

    private static final String DOSE_TYPE = "http://terminology.hl7.org/CodeSystem/dose-rate-type";

    /** Field numbers of one kind of segment; 0 where it has none. */
    record Fields(
            int code,
            int low,
            int high,
            int unit,
            int form,
            int instruction,
            int substitution,
            int amount,
            int amountUnit,
            int refills,
            int provider,
            int strength,
            int indication,
            int per,
            int rate) {}

    static final Fields RXO = new Fields(1, 2, 3, 4, 5, 7, 9, 11, 12, 13, 14, 18, 20, 17, 21);
    static final Fields RXE = new Fields(2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 25, 27, 22, 23);
    static final Fields RXG = new Fields(4, 5, 6, 7, 8, 13, 10, 0, 0, 0, 0, 17, 22, 14, 15);

    /** H1, M30: per hour, per thirty minutes. */
    private static final Pattern PER = Pattern.compile("([SMHDWL])(\\d{0,3})");

    @Override
    public void map(Segment rx, Mapping mapping) {
        if (mapping.current.patient == null && !mapping.header.ordersOrResults()) {
            return;
        }
        Fields fields =
                switch (rx.id()) {
                    case "RXO" -> RXO;
                    case "RXE" -> RXE;
                    default -> RXG;
                };
        MedicationRequest request = request(rx, mapping);
        medication(rx, fields, request, mapping);
        dose(rx, fields, request, mapping);
        dispense(rx, fields, request, mapping);
        if (fields.indication > 0) {
            mapping.concepts(rx, fields.indication, null, request::addReasonCode);
        }
        if (fields.provider > 0 && !request.hasRequester()) {
            mapping.parties.first(rx, fields.provider, request::setRequester);
        }
        if (rx.id().equals("RXE")) {
            Mapping.accept(rx.text(15), number -> request.addIdentifier()
                    .setValue(number)
                    .setType(new CodeableConcept().setText("Prescription number")));
            for (Composite note : rx.all(21)) {
                Mapping.accept(
                        note.firstOf(9, 2, 5, 1), text -> request.addNote().setText(text));
            }
        }
        timing(rx, request, mapping);
        mapping.own(rx, request);
        mapping.current.subject = request;
        mapping.current.medication = request;
        if (mapping.current.order != null) {
            Tq1ToTiming.late(mapping.current.order, mapping);
        }
    }

    /** What the pharmacy tells of the timing goes before what the order did. */
    private static void timing(Segment rx, MedicationRequest request, Mapping mapping) {
        if (rx.id().equals("RXE")) {
            TqToTiming.put(rx, 1, request, mapping);
        } else if (rx.id().equals("RXG")) {
            TqToTiming.put(rx, 3, request, mapping);
        }
        Order order = mapping.current.order;
        boolean timed = request.hasDosageInstruction()
                && request.getDosageInstructionFirstRep().hasTiming();
        if (order != null && order.orc != null && !timed) {
            TqToTiming.put(order.orc, 7, request, mapping);
        }
    }

    private static MedicationRequest request(Segment rx, Mapping mapping) {
        Order order = mapping.current.order;
        if (order != null
                && order.subject instanceof MedicationRequest known
                && rx.id().equals("RXE")) {
            return known;
        }
        if (rx.id().equals("RXG") && order != null && order.subject instanceof MedicationRequest ordered) {
            return giving(rx, order, ordered, mapping);
        }
        boolean further = rx.id().equals("RXG")
                && order != null
                && order.detail != null
                && order.detail.id().equals("RXG");
        if (order == null || (order.detail != null && !further)) {
            order = new Order(null);
            mapping.current.startOrder(order);
        }
        order.detail = rx;
        MedicationRequest request = empty(mapping)
                .setIntent(
                        switch (rx.id()) {
                            case "RXO" -> MedicationRequestIntent.ORIGINALORDER;
                            case "RXG" -> MedicationRequestIntent.INSTANCEORDER;
                            default -> MedicationRequestIntent.ORDER;
                        });
        String key = OrderFields.key(order, mapping, true);
        order.key = key == null ? mapping.keyIn(rx) : key;
        if (rx.id().equals("RXG")) {
            order.timed = false;
            mapping.entries.addApart(request, order.key + giving(rx), mapping.current.telling());
            if (order.orc != null) {
                common(order.orc, request, mapping);
            }
            return request;
        }
        order.subject = request;
        // The order's number alone: RXO and RXE of two messages name the drug differently.
        mapping.entries.addApart(request, order.key, mapping.current.telling());
        if (order.orc != null) {
            common(order.orc, request, mapping);
        }
        return request;
    }

    private static MedicationRequest empty(Mapping mapping) {
        MedicationRequest request = new MedicationRequest()
                .setStatus(MedicationRequestStatus.UNKNOWN)
                .setSubject(mapping.current.patientOrUnknown());
        Mapping.accept(mapping.current.encounterReference(), request::setEncounter);
        return request;
    }

    /** One giving of what the message ordered. */
    private static MedicationRequest giving(Segment rxg, Order order, MedicationRequest ordered, Mapping mapping) {
        MedicationRequest request = empty(mapping)
                .setIntent(MedicationRequestIntent.INSTANCEORDER)
                .setStatus(ordered.getStatus())
                .addBasedOn(Entries.reference(ordered));
        Mapping.accept(ordered.hasRequester() ? ordered.getRequester().copy() : null, request::setRequester);
        order.timed = false;
        return mapping.entries.addApart(request, order.key + giving(rxg), mapping.current.telling());
    }

    /** Which giving it is: its number (RXG-1). */
    private static String giving(Segment rxg) {
        return "|give|" + rxg.peek(1).get(1, "");
    }

    private static void common(Segment orc, MedicationRequest request, Mapping mapping) {
        mapping.own(orc, request);
        OrderFields.numbers(orc, request.getIdentifier(), mapping);
        Mapping.accept(mapping.identifiers.ei(orc.first(4), "PGN"), request::setGroupIdentifier);
        request.setStatus(status(orc));
        Mapping.accept(mapping.time(orc, 9), request::setAuthoredOnElement);
        mapping.parties.first(orc, 12, request::setRequester);
        mapping.parties.first(orc, 10, request::setRecorder);
        mapping.concept(orc, 16, null, request::setStatusReason);
    }

    private static MedicationRequestStatus status(Segment orc) {
        MedicationRequestStatus byStatus =
                switch (orc.text(5, "")) {
                    case "A", "IP", "SC" -> MedicationRequestStatus.ACTIVE;
                    case "CA" -> MedicationRequestStatus.CANCELLED;
                    case "CM" -> MedicationRequestStatus.COMPLETED;
                    case "DC" -> MedicationRequestStatus.STOPPED;
                    case "HD" -> MedicationRequestStatus.ONHOLD;
                    case "ER" -> MedicationRequestStatus.ENTEREDINERROR;
                    default -> MedicationRequestStatus.NULL;
                };
        if (byStatus != MedicationRequestStatus.NULL) {
            return byStatus;
        }
        orc.unread(5);
        return switch (orc.text(1, "")) {
            case "NW", "OK", "RO", "RE", "SN", "XO", "RF", "CN" -> MedicationRequestStatus.ACTIVE;
            case "CA", "CR", "OC" -> MedicationRequestStatus.CANCELLED;
            case "DC", "DR", "OD" -> MedicationRequestStatus.STOPPED;
            case "HD", "HR", "OH" -> MedicationRequestStatus.ONHOLD;
            default -> MedicationRequestStatus.UNKNOWN;
        };
    }

    private static void medication(Segment rx, Fields fields, MedicationRequest request, Mapping mapping) {
        CodeableConcept code = mapping.codes.concept(rx.first(fields.code));
        if (code != null && request.hasMedication()) {
            code.getCoding().forEach(Medications.code(request)::addCoding);
        } else if (code != null) {
            request.setMedication(code);
        }
        if (!request.hasMedication()) {
            request.setMedication(new CodeableConcept().setText("unknown"));
        }
        Medications.form(rx, fields.form, fields.strength, request, mapping);
        String substitution = fields.substitution == 0 ? null : rx.text(fields.substitution);
        if (substitution != null) {
            mapping.concept(
                    rx,
                    fields.substitution,
                    rx.id().equals("RXO") ? "0161" : "0167",
                    allowed -> request.getSubstitution().setAllowed(allowed));
        }
    }

    private static void dose(Segment rx, Fields fields, MedicationRequest request, Mapping mapping) {
        Dosage dosage = request.getDosageInstructionFirstRep();
        Type amount = amount(rx, fields, mapping);
        if (amount != null) {
            DosageDoseAndRateComponent dose = dosage.addDoseAndRate().setDose(amount);
            dose.setType(new CodeableConcept(new Coding(DOSE_TYPE, "ordered", "Ordered")));
        }
        rate(rx, fields, amount, dosage, mapping);
        List<Composite> instructions = rx.all(fields.instruction);
        for (Composite instruction : instructions) {
            CodeableConcept concept = mapping.codes.concept(instruction);
            if (concept != null && !concept.getCodingFirstRep().hasSystem()) {
                dosage.setText(Concepts.joined(dosage.getText(), instruction.firstOf(2, 1)));
            } else if (concept != null) {
                dosage.addAdditionalInstruction(concept);
            }
        }
        Quantity daily = rx.id().equals("RXE") ? mapping.quantities.cq(rx.first(19)) : null;
        if (daily != null && !daily.hasComparator()) {
            dosage.setMaxDosePerPeriod(new Ratio()
                    .setNumerator(daily)
                    .setDenominator(new Quantity(1)
                            .setUnit("day")
                            .setSystem("http://unitsofmeasure.org")
                            .setCode("d")));
        }
        if (dosage.isEmpty()) {
            request.setDosageInstruction(null);
        }
    }

    /** How fast: an amount with its own unit ({@code mL/h}), or one per the time unit that is told beside it. */
    private static void rate(Segment rx, Fields fields, @Nullable Type amount, Dosage dosage, Mapping mapping) {
        Quantity rate = plain(rx, fields.rate, fields.rate + 1, mapping);
        Matcher match = PER.matcher(rx.text(fields.per, ""));
        boolean timed = match.matches() && !match.group(2).matches("0+");
        boolean whole = rate != null && rate.hasUnit() && rate.getUnit().contains("/");
        Quantity of = rate != null ? rate : amount instanceof Quantity dose ? dose.copy() : null;
        if (!timed || whole || of == null) {
            rx.unread(fields.per);
        }
        if (rate != null && (!timed || whole)) {
            dose(dosage).setRate(rate);
        } else if (timed && of != null) {
            UnitsOfTime unit = RepeatPattern.unit(match.group(1));
            Quantity time = new Quantity()
                    .setValue(new BigDecimal(match.group(2).isEmpty() ? "1" : match.group(2)))
                    .setUnit(unit.getDisplay())
                    .setSystem("http://unitsofmeasure.org")
                    .setCode(unit.toCode());
            dose(dosage).setRate(new Ratio().setNumerator(of).setDenominator(time));
        }
    }

    private static DosageDoseAndRateComponent dose(Dosage dosage) {
        return dosage.hasDoseAndRate() ? dosage.getDoseAndRateFirstRep() : dosage.addDoseAndRate();
    }

    private static @Nullable Type amount(Segment rx, Fields fields, Mapping mapping) {
        Quantity low = plain(rx, fields.low, fields.unit, mapping);
        Quantity high = plain(rx, fields.high, fields.unit, mapping);
        if (low != null && high != null && low.getValue().compareTo(high.getValue()) < 0) {
            return new Range().setLow(low).setHigh(high);
        }
        if (low != null && high != null && low.getValue().compareTo(high.getValue()) != 0) {
            rx.unread(fields.high);
        }
        return low != null ? low : high;
    }

    static @Nullable Quantity plain(Segment segment, int field, int unit, Mapping mapping) {
        BigDecimal number = field == 0 ? null : mapping.decimal(segment, field);
        if (number == null) {
            return null;
        }
        Quantity quantity = new Quantity().setValue(number);
        return unit == 0 ? quantity : mapping.quantities.unit(quantity, segment.first(unit));
    }

    private static void dispense(Segment rx, Fields fields, MedicationRequest request, Mapping mapping) {
        Quantity amount = plain(rx, fields.amount, fields.amountUnit, mapping);
        if (amount != null) {
            request.getDispenseRequest().setQuantity(amount);
        }
        Integer refills = fields.refills == 0 ? null : mapping.whole(rx, fields.refills, 0);
        if (refills != null) {
            request.getDispenseRequest().setNumberOfRepeatsAllowed(refills);
        }
    }
}
