package org.consentry.mappers.hl7v2;

import org.consentry.mappers.hl7v2.er7.Segment;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.Immunization;
import org.hl7.fhir.r4.model.MedicationAdministration;
import org.hl7.fhir.r4.model.MedicationDispense;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Quantity;

/** RXR: by which route, at which site, by which method. */
final class RxrToRoute implements SegmentMapper {

    @Override
    public void map(Segment rxr, Mapping mapping) {
        Immunization immunization = mapping.current.immunization;
        DomainResource medication = mapping.current.medication;
        CodeableConcept route = mapping.codes.mapped(rxr.first(1), "route-of-administration", "0162");
        if (immunization != null) {
            mapping.own(rxr, immunization);
            Mapping.accept(route, immunization::setRoute);
            mapping.concept(rxr, 2, "0163", immunization::setSite);
        } else if (medication instanceof MedicationRequest request) {
            mapping.own(rxr, request);
            dosage(rxr, route, request.getDosageInstructionFirstRep(), mapping);
        } else if (medication instanceof MedicationDispense dispense) {
            mapping.own(rxr, dispense);
            dosage(rxr, route, dispense.getDosageInstructionFirstRep(), mapping);
        } else if (medication instanceof MedicationAdministration given) {
            mapping.own(rxr, given);
            Mapping.accept(route, given.getDosage()::setRoute);
            mapping.concept(rxr, 2, "0163", given.getDosage()::setSite);
            mapping.concept(rxr, 4, "0165", given.getDosage()::setMethod);
            if (!given.getDosage().hasDose()) {
                // FHIR wants an amount or a rate with every dosage (mad-1).
                given.getDosage().setDose(unknown());
            }
        }
    }

    private static void dosage(
            Segment rxr, @org.jspecify.annotations.Nullable CodeableConcept route, Dosage dosage, Mapping mapping) {
        Mapping.accept(route, dosage::setRoute);
        mapping.concept(rxr, 2, "0163", dosage::setSite);
        Mapping.accept(mapping.codes.mapped(rxr.first(4), "administration-method", "0165"), dosage::setMethod);
        mapping.concept(rxr, 5, null, dosage::addAdditionalInstruction);
    }

    private static Quantity unknown() {
        Quantity quantity = new Quantity();
        quantity.addExtension("http://hl7.org/fhir/StructureDefinition/data-absent-reason", new CodeType("unknown"));
        return quantity;
    }
}
