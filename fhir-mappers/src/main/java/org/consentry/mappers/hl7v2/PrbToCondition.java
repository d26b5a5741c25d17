package org.consentry.mappers.hl7v2;

import org.consentry.mappers.hl7v2.er7.Segment;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.StringType;

/** PRB: a problem on the list; a deleted one (PRB-1 = DE) was entered in error, not forgotten. */
final class PrbToCondition implements SegmentMapper {

    private static final String CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical";
    private static final String VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status";
    private static final String CATEGORY = "http://terminology.hl7.org/CodeSystem/condition-category";

    @Override
    public void map(Segment prb, Mapping mapping) {
        if (mapping.current.patient == null) {
            return;
        }
        Condition condition = new Condition().setSubject(mapping.current.patientReference());
        Mapping.accept(mapping.current.encounterReference(), condition::setEncounter);
        condition.addCategory(new CodeableConcept(new Coding(CATEGORY, "problem-list-item", "Problem List Item")));
        mapping.concept(prb, 3, null, condition::setCode);
        Mapping.accept(mapping.identifiers.ei(prb.first(4)), condition::addIdentifier);
        Mapping.accept(mapping.time(prb, 7), condition::setRecordedDateElement);
        Mapping.accept(mapping.time(prb, 9), condition::setAbatement);
        Mapping.accept(mapping.time(prb, 16), condition::setOnset);
        String onset = prb.whole(17);
        if (onset != null && !condition.hasOnset()) {
            condition.setOnset(new StringType(onset));
        } else {
            prb.unread(17);
        }
        if (mapping.says(prb, 1, "DE", "AD", "UP", "UN")) {
            condition.setVerificationStatus(
                    new CodeableConcept(new Coding(VERIFICATION, "entered-in-error", "Entered in Error")));
        } else {
            boolean resolved = condition.hasAbatement();
            condition.setClinicalStatus(new CodeableConcept(
                    new Coding(CLINICAL, resolved ? "resolved" : "active", resolved ? "Resolved" : "Active")));
        }
        String code = prb.first(3).firstOf(1, 2);
        mapping.entries.addApart(
                condition,
                mapping.current.patientKey + "|problem|"
                        + (condition.hasIdentifier() ? Parties.key(condition.getIdentifierFirstRep()) : code));
        mapping.own(prb, condition);
        mapping.current.subject = condition;
    }
}
