package org.consentry.mappers.hl7v2;

import org.consentry.mappers.hl7v2.er7.Segment;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Duration;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterLocationStatus;
import org.hl7.fhir.r4.model.StringType;

/** PV2: more of the visit. */
final class Pv2ToEncounter implements SegmentMapper {

    private static final String OWN = "https://consentry.org/fhir/StructureDefinition/encounter-";

    @Override
    public void map(Segment pv2, Mapping mapping) {
        Encounter encounter = mapping.current.encounter;
        if (encounter == null) {
            return;
        }
        mapping.own(pv2, encounter);
        Pv1ToEncounter.location(pv2, 1, EncounterLocationStatus.PLANNED, encounter, mapping);
        mapping.concept(pv2, 3, null, encounter::addReasonCode);
        Mapping.accept(mapping.time(pv2, 8), start -> encounter.addExtension(OWN + "planned-start", start));
        Mapping.accept(mapping.time(pv2, 9), end -> encounter.addExtension(OWN + "planned-end", end));
        Integer days = mapping.whole(pv2, 11, 0);
        if (days != null) {
            encounter.setLength((Duration) new Duration()
                    .setValue(days)
                    .setUnit("days")
                    .setSystem("http://unitsofmeasure.org")
                    .setCode("d"));
        }
        Pv1ToEncounter.participant(pv2, 13, "REF", "referrer", encounter, mapping);
        Mapping.accept(mapping.codes.mapped(pv2.first(25), "encounter-priority", "0217"), encounter::setPriority);
        Mapping.accept(pv2.whole(12), text -> encounter.addExtension(OWN + "visit-description", new StringType(text)));
        if (mapping.says(pv2, 22, "Y", "N")) {
            encounter
                    .getMeta()
                    .addSecurity(
                            new Coding("http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "R", "restricted"));
        }
        Coding arrival = mapping.codes.coding(pv2.first(38), "0430");
        Mapping.accept(
                arrival,
                coding -> encounter.addExtension(
                        "http://hl7.org/fhir/StructureDefinition/encounter-modeOfArrival", coding));
    }
}
