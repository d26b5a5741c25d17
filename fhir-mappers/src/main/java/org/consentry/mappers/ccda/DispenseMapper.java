package org.consentry.mappers.ccda;

import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.MedicationDispense;
import org.hl7.fhir.r4.model.MedicationDispense.MedicationDispenseStatus;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;

/** Medication dispenses, with the request around them as their prescription. */
final class DispenseMapper {

    private DispenseMapper() {}

    static void map(Statement statement, SectionKind section, Document document) {
        MedicationDispense dispense = new MedicationDispense();
        dispense.setIdentifier(document.ids.identifiers(statement.element()));
        dispense.setSubject(document.subject());
        dispense.setStatus(status(statement.status()));
        Statement around = Facts.around(statement);
        CodeableConcept product = Products.of(statement).code(document);
        if (product == null && around != null) {
            product = Products.of(around).code(document);
        }
        dispense.setMedication(
                product != null ? product : Products.of(statement).required(statement, document));
        dispense.setQuantity(document.quantities.simple(statement.element().child("quantity")));
        Document.accept(document.times.start(statement.time()), dispense::setWhenHandedOverElement);
        for (Reference performer : Facts.performers(statement, document)) {
            dispense.addPerformer().setActor(performer);
        }
        Document.accept(prescription(around, document), dispense::addAuthorizingPrescription);
        document.add(dispense, statement);
    }

    private static @Nullable Reference prescription(@Nullable Statement around, Document document) {
        return around != null && document.made(around.element()) instanceof MedicationRequest request
                ? Entries.reference(request)
                : null;
    }

    private static MedicationDispenseStatus status(String code) {
        return switch (code) {
            case "completed" -> MedicationDispenseStatus.COMPLETED;
            case "active" -> MedicationDispenseStatus.INPROGRESS;
            case "aborted" -> MedicationDispenseStatus.STOPPED;
            case "suspended", "held" -> MedicationDispenseStatus.ONHOLD;
            case "cancelled" -> MedicationDispenseStatus.CANCELLED;
            case "nullified" -> MedicationDispenseStatus.ENTEREDINERROR;
            default -> MedicationDispenseStatus.UNKNOWN;
        };
    }
}
