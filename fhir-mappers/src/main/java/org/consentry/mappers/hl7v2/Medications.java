package org.consentry.mappers.hl7v2;

import org.consentry.mappers.hl7v2.er7.Segment;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.MedicationAdministration;
import org.hl7.fhir.r4.model.MedicationDispense;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Ratio;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Type;

/**
 * What a drug is made of. A code alone stays a code; as soon as form, strength or components are told, the drug is a
 * contained Medication, for it is this order's and nobody else's.
 */
final class Medications {

    private static final String OWN = "https://consentry.org/fhir/StructureDefinition/";

    private Medications() {}

    /** Dose form and strength of the segment that told the drug. */
    static void form(Segment rx, int form, int strength, MedicationRequest request, Mapping mapping) {
        CodeableConcept doseForm = form == 0 ? null : mapping.codes.concept(rx.first(form));
        if (doseForm != null) {
            contained(request).setForm(doseForm);
        }
        Quantity amount = strength == 0 ? null : RxToMedicationRequest.plain(rx, strength, strength + 1, mapping);
        if (amount != null) {
            Medication medication = contained(request);
            medication
                    .addIngredient()
                    .setItem(
                            medication.hasCode()
                                    ? medication.getCode().copy()
                                    : new CodeableConcept().setText("unknown"))
                    .setStrength(new Ratio().setNumerator(amount).setDenominator(volume(rx, mapping)));
        }
    }

    /** RXO-25 with RXO-26: the volume the strength is of; else one of whatever it is. */
    private static Quantity volume(Segment rx, Mapping mapping) {
        Quantity volume = rx.id().equals("RXO") ? RxToMedicationRequest.plain(rx, 25, 26, mapping) : null;
        return volume == null ? new Quantity(1) : volume;
    }

    /** RXC: a component of a compound. */
    static void component(Segment rxc, Mapping mapping) {
        DomainResource request = mapping.current.medication;
        if (request == null) {
            return;
        }
        mapping.own(rxc, request);
        CodeableConcept code = mapping.codes.concept(rxc.first(2));
        Medication.MedicationIngredientComponent ingredient = contained(request).addIngredient();
        ingredient.setItem(code == null ? new CodeableConcept().setText("unknown") : code);
        ingredient.setIsActive(!mapping.says(rxc, 1, "A", "B"));
        if (mapping.decimal(rxc, 5) != null) {
            ingredient.setStrength(new Ratio()
                    .setNumerator(RxToMedicationRequest.plain(rxc, 5, 6, mapping))
                    .setDenominator(new Quantity(1)));
        }
        Quantity amount = RxToMedicationRequest.plain(rxc, 3, 4, mapping);
        if (amount != null) {
            ingredient.addExtension(new Extension(OWN + "component-amount", amount));
        }
    }

    private static Medication contained(DomainResource request) {
        if (!request.getContained().isEmpty() && request.getContained().get(0) instanceof Medication known) {
            return known;
        }
        Medication medication = new Medication();
        medication.setId("medication");
        medication.setCode(code(request));
        request.addContained(medication);
        Reference reference = new Reference("#medication");
        switch (request) {
            case MedicationRequest order -> order.setMedication(reference);
            case MedicationDispense dispense -> dispense.setMedication(reference);
            case MedicationAdministration given -> given.setMedication(reference);
            default -> throw new IllegalStateException("Only medication resources have medications");
        }
        return medication;
    }

    /** The code of the drug, wherever it stands by now. */
    static CodeableConcept code(DomainResource request) {
        if (!request.getContained().isEmpty() && request.getContained().get(0) instanceof Medication known) {
            return known.getCode();
        }
        Type medication =
                switch (request) {
                    case MedicationRequest order -> order.getMedication();
                    case MedicationDispense dispense -> dispense.getMedication();
                    case MedicationAdministration given -> given.getMedication();
                    default -> throw new IllegalStateException("Only medication resources have medications");
                };
        return medication instanceof CodeableConcept concept ? concept : new CodeableConcept();
    }
}
