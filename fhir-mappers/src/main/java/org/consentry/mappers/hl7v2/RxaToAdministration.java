package org.consentry.mappers.hl7v2;

import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.MedicationAdministration;
import org.hl7.fhir.r4.model.MedicationAdministration.MedicationAdministrationDosageComponent;
import org.hl7.fhir.r4.model.MedicationAdministration.MedicationAdministrationStatus;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;

/** RXA outside vaccination messages: a drug that was given, or was not. */
final class RxaToAdministration {

    private RxaToAdministration() {}

    static void map(Segment rxa, Mapping mapping) {
        if (mapping.current.patient == null) {
            return;
        }
        MedicationAdministration given = new MedicationAdministration().setSubject(mapping.current.patientReference());
        Mapping.accept(mapping.current.encounterReference(), given::setContext);
        given.setStatus(status(rxa, mapping));
        CodeableConcept code = mapping.codes.concept(rxa.first(5));
        given.setMedication(code == null ? new CodeableConcept().setText("unknown") : code);
        effective(rxa, given, mapping);
        Quantity dose = RxToMedicationRequest.plain(rxa, 6, 7, mapping);
        if (dose != null) {
            given.setDosage(new MedicationAdministrationDosageComponent().setDose(dose));
        }
        for (Composite note : rxa.all(9)) {
            Mapping.accept(note.firstOf(2, 1), text -> given.addNote().setText(text));
        }
        for (Reference person : mapping.parties.practitioners(rxa.all(10))) {
            given.addPerformer().setActor(person);
        }
        mapping.concepts(rxa, 18, null, given::addStatusReason);
        mapping.concepts(rxa, 19, null, given::addReasonCode);
        order(rxa, given, mapping);
    }

    private static MedicationAdministrationStatus status(Segment rxa, Mapping mapping) {
        if (mapping.says(rxa, 21, "D", "A", "U", "X")) {
            return MedicationAdministrationStatus.ENTEREDINERROR;
        }
        return switch (rxa.text(20, "")) {
            case "RE", "NA" -> MedicationAdministrationStatus.NOTDONE;
            case "PA" -> MedicationAdministrationStatus.STOPPED;
            case "CP" -> MedicationAdministrationStatus.COMPLETED;
            default -> {
                rxa.unread(20);
                yield MedicationAdministrationStatus.COMPLETED;
            }
        };
    }

    private static void effective(Segment rxa, MedicationAdministration given, Mapping mapping) {
        DateTimeType start = mapping.time(rxa, 3);
        if (start == null) {
            given.setEffective(new DateTimeType());
            given.getEffective()
                    .addExtension(
                            "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
                            new org.hl7.fhir.r4.model.CodeType("unknown"));
        } else if (rxa.text(4) != null && !rxa.text(4, "").equals(rxa.text(3))) {
            Period period = mapping.period(rxa, 3, 4);
            given.setEffective(period.hasEnd() ? period : start);
        } else {
            given.setEffective(start);
        }
    }

    private static void order(Segment rxa, MedicationAdministration given, Mapping mapping) {
        Order order = mapping.current.order;
        Mapping.accept(OrderFields.prescription(order, mapping), given::setRequest);
        if (order != null && order.orc != null && mapping.owner(order.orc) == null) {
            for (Reference orderer : mapping.parties.practitioners(order.orc.all(12))) {
                given.addPerformer()
                        .setActor(orderer)
                        .setFunction(new CodeableConcept(new Coding(
                                "http://terminology.hl7.org/CodeSystem/v2-0443", "OP", "Ordering Provider")));
            }
        }
        String key = order == null ? null : OrderFields.key(order, mapping, false);
        mapping.entries.addApart(
                given,
                (key == null ? mapping.current.patientKey : key) + "|"
                        + rxa.first(5).firstOf(1, 2) + "|" + rxa.text(3, "") + "|"
                        + rxa.peek(2).get(1, ""));
        mapping.own(rxa, given);
        if (order != null && order.orc != null && mapping.owner(order.orc) == null) {
            OrderFields.other(order.orc, given, given.getIdentifier(), mapping);
        }
        mapping.current.subject = given;
        mapping.current.medication = given;
    }
}
