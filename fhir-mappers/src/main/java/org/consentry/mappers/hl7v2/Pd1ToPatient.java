package org.consentry.mappers.hl7v2;

import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.StringType;

/** PD1: more of the patient. */
final class Pd1ToPatient implements SegmentMapper {

    private static final String CORE = "http://hl7.org/fhir/StructureDefinition/";

    @Override
    public void map(Segment pd1, Mapping mapping) {
        Patient patient = mapping.current.patient;
        if (patient == null) {
            return;
        }
        mapping.own(pd1, patient);
        for (Composite xon : pd1.all(3)) {
            Mapping.accept(mapping.parties.organization(xon), patient::addGeneralPractitioner);
        }
        mapping.parties.practitioners(pd1.all(4)).forEach(patient::addGeneralPractitioner);
        mapping.concept(pd1, 6, "0295", concept -> patient.addExtension(CORE + "patient-disability", concept));
        SmallSegments.livingWill(pd1, patient, mapping);
        String congregation = pd1.text(14);
        if (congregation != null) {
            patient.addExtension(CORE + "patient-congregation", new StringType(congregation));
        }
    }
}
