package org.consentry.mappers.hl7v2;

import java.util.Set;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.MedicationDispense;
import org.hl7.fhir.r4.model.MedicationDispense.MedicationDispenseStatus;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;

/** RXD: what the pharmacy handed out. */
final class RxdToDispense implements SegmentMapper {

    /** Of HL7 table 0167: a generic, a therapeutic substitute, one that the pharmacist chose; the others are none. */
    private static final Set<String> SUBSTITUTED = Set.of("G", "T", "3");

    @Override
    public void map(Segment rxd, Mapping mapping) {
        if (mapping.current.patient == null) {
            return;
        }
        MedicationDispense dispense = new MedicationDispense()
                .setStatus(MedicationDispenseStatus.COMPLETED)
                .setSubject(mapping.current.patientReference());
        Mapping.accept(mapping.current.encounterReference(), dispense::setContext);
        CodeableConcept code = mapping.codes.concept(rxd.first(2));
        dispense.setMedication(code == null ? new CodeableConcept().setText("unknown") : code);
        Mapping.accept(mapping.time(rxd, 3), dispense::setWhenHandedOverElement);
        Quantity amount = RxToMedicationRequest.plain(rxd, 4, 5, mapping);
        if (amount != null) {
            dispense.setQuantity(amount);
        }
        Mapping.accept(rxd.text(7), number -> dispense.addIdentifier()
                .setValue(number)
                .setType(new CodeableConcept().setText("Prescription number")));
        for (Composite note : rxd.all(9)) {
            Mapping.accept(note.whole(), text -> dispense.addNote().setText(text));
        }
        for (Reference person : mapping.parties.practitioners(rxd.all(10))) {
            dispense.addPerformer().setActor(person);
        }
        boolean substituted = SUBSTITUTED.contains(rxd.text(11, ""));
        mapping.concept(rxd, 11, "0167", type -> dispense.getSubstitution()
                .setWasSubstituted(substituted)
                .setType(type));
        order(rxd, dispense, mapping);
    }

    private static void order(Segment rxd, MedicationDispense dispense, Mapping mapping) {
        Order order = mapping.current.order;
        Mapping.accept(OrderFields.prescription(order, mapping), dispense::addAuthorizingPrescription);
        String key = order == null ? null : OrderFields.key(order, mapping, false);
        mapping.entries.addApart(
                dispense,
                (key == null ? mapping.current.patientKey : key) + "|"
                        + rxd.first(2).firstOf(1, 2) + "|" + rxd.text(3, "") + "|"
                        + rxd.peek(1).get(1, ""));
        mapping.own(rxd, dispense);
        if (order != null && order.orc != null && mapping.owner(order.orc) == null) {
            OrderFields.other(order.orc, dispense, dispense.getIdentifier(), mapping);
        }
        mapping.current.subject = dispense;
        mapping.current.medication = dispense;
    }
}
