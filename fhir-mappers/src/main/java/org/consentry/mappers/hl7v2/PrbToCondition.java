package org.consentry.mappers.hl7v2;

import java.util.Locale;
import java.util.Set;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.StringType;

/** PRB: a problem on the list; a deleted one (PRB-1 = DE) was entered in error, not forgotten. */
final class PrbToCondition implements SegmentMapper {

    private static final String CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical";
    private static final String VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status";
    private static final Set<String> OPEN = Set.of("active", "recurrence", "relapse");
    private static final Set<String> ENDED = Set.of("inactive", "remission", "resolved");
    private static final Set<String> CERTAIN =
            Set.of("unconfirmed", "provisional", "differential", "confirmed", "refuted");
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
        Mapping.accept(mapping.time(prb, 16), condition::setOnset);
        String onset = prb.whole(17);
        if (onset != null && !condition.hasOnset()) {
            condition.setOnset(new StringType(onset));
        } else {
            prb.unread(17);
        }
        mapping.concept(prb, 26, null, condition::setSeverity);
        status(prb, condition, mapping);
        String code = prb.first(3).firstOf(1, 2);
        mapping.entries.addApart(
                condition,
                mapping.current.patientKey + "|problem|"
                        + (condition.hasIdentifier() ? Parties.key(condition.getIdentifierFirstRep()) : code));
        mapping.own(prb, condition);
        mapping.current.subject = condition;
    }

    /**
     * What was entered in error has no clinical status and so no end (con-4, con-5). PRB-13 and PRB-14 are tables of the
     * site's own: where they have FHIR's words, they are heard, and they are kept as they were sent.
     */
    private static void status(Segment prb, Condition condition, Mapping mapping) {
        if (mapping.says(prb, 1, "DE", "AD", "UP", "UN")) {
            condition.setVerificationStatus(
                    new CodeableConcept(new Coding(VERIFICATION, "entered-in-error", "Entered in Error")));
            return;
        }
        Mapping.accept(mapping.time(prb, 9), condition::setAbatement);
        String life = word(prb, 14);
        String clinical = condition.hasAbatement() ? "resolved" : "active";
        if (ENDED.contains(life) || (OPEN.contains(life) && !condition.hasAbatement())) {
            clinical = life;
        }
        condition.setClinicalStatus(new CodeableConcept(new Coding(CLINICAL, clinical, display(clinical))));
        String certain = word(prb, 13);
        if (CERTAIN.contains(certain)) {
            condition.setVerificationStatus(new CodeableConcept(new Coding(VERIFICATION, certain, display(certain))));
        }
    }

    private static String word(Segment prb, int field) {
        for (int component : new int[] {1, 2}) {
            String text = prb.first(field).peek(component);
            if (text != null) {
                String word = text.strip().toLowerCase(Locale.ROOT);
                if (OPEN.contains(word) || ENDED.contains(word) || CERTAIN.contains(word)) {
                    return word;
                }
            }
        }
        return "";
    }

    private static String display(String code) {
        return code.substring(0, 1).toUpperCase(Locale.ROOT) + code.substring(1);
    }
}
