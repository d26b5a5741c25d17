package org.consentry.mappers.hl7v2;

import org.consentry.mappers.hl7v2.datatype.Codes;
import org.consentry.mappers.hl7v2.datatype.Quantities;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.consentry.mappers.transaction.Entries;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.Reference;

/** DG1: a diagnosis, as a Condition and as a diagnosis of the visit. */
final class Dg1ToCondition implements SegmentMapper {

    private static final String VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status";
    private static final String CATEGORY = "http://terminology.hl7.org/CodeSystem/condition-category";

    @Override
    public void map(Segment dg1, Mapping mapping) {
        if (mapping.current.patient == null) {
            return;
        }
        Condition condition = new Condition().setSubject(mapping.current.patientReference());
        Mapping.accept(mapping.current.encounterReference(), condition::setEncounter);
        diagnosisCode(dg1, condition, mapping);
        String text = dg1.whole(4);
        if (text != null) {
            Codes.retold(dg1.first(3), condition.getCode(), text);
        }
        condition.addCategory(new CodeableConcept(new Coding(CATEGORY, "encounter-diagnosis", "Encounter Diagnosis")));
        Mapping.accept(mapping.time(dg1, 5), condition::setOnset);
        Mapping.accept(mapping.time(dg1, 19), condition::setRecordedDateElement);
        Mapping.accept(
                mapping.time(dg1, 19),
                time -> condition.addExtension("http://hl7.org/fhir/StructureDefinition/condition-assertedDate", time));
        mapping.parties.first(dg1, 16, condition::setAsserter);
        Identifier identifier = mapping.identifiers.ei(dg1.first(20));
        Mapping.accept(identifier, condition::addIdentifier);
        if (mapping.says(dg1, 21, "D", "A", "U", "X")) {
            condition.setVerificationStatus(
                    new CodeableConcept(new Coding(VERIFICATION, "entered-in-error", "Entered in Error")));
        }
        Composite parent = dg1.first(22);
        Identifier cause = mapping.identifiers.ei(parent);
        if (cause != null) {
            condition.addExtension(
                    "http://hl7.org/fhir/StructureDefinition/condition-dueTo",
                    new Reference().setType("Condition").setIdentifier(cause));
        }
        mapping.entries.addApart(condition, key(dg1, condition, mapping));
        mapping.own(dg1, condition);
        diagnosis(dg1, condition, mapping);
    }

    /** DG1-2 names the coding system in versions that had no room for it in DG1-3. */
    private static void diagnosisCode(Segment dg1, Condition condition, Mapping mapping) {
        mapping.concept(dg1, 3, null, condition::setCode);
        String method = dg1.text(2);
        Coding coding = condition.getCode().getCodingFirstRep();
        if (method != null && coding.hasCode() && !coding.hasSystem()) {
            coding.setSystem(mapping.terminology.codeSystem(method));
        } else {
            dg1.unread(2);
        }
    }

    private static String key(Segment dg1, Condition condition, Mapping mapping) {
        if (condition.hasIdentifier()) {
            return mapping.current.patientKey + "|" + Parties.key(condition.getIdentifierFirstRep());
        }
        String code = dg1.first(3).firstOf(1, 2);
        return mapping.current.patientKey + "|" + mapping.current.encounterKey + "|"
                + (code == null ? dg1.raw(4) : code) + "|" + dg1.raw(6);
    }

    /** A diagnosis that comes with an order or a referral is why it is wanted. */
    private static void reason(Condition condition, Mapping mapping) {
        Order order = mapping.current.order;
        if (order == null && mapping.current.referral != null) {
            mapping.current.referral.addReasonReference(Entries.reference(condition));
        } else if (order != null && order.request != null) {
            order.request.addReasonReference(Entries.reference(condition));
        } else if (mapping.current.medication instanceof MedicationRequest request) {
            request.addReasonReference(Entries.reference(condition));
        }
    }

    private static void diagnosis(Segment dg1, Condition condition, Mapping mapping) {
        Encounter encounter = mapping.current.encounter;
        if (!condition.hasVerificationStatus()) {
            reason(condition, mapping);
        }
        if (encounter == null || mapping.current.order != null || condition.hasVerificationStatus()) {
            // A deleted one is none of the visit's any more.
            return;
        }
        Encounter.DiagnosisComponent diagnosis = encounter.addDiagnosis().setCondition(Entries.reference(condition));
        Mapping.accept(mapping.codes.mapped(dg1.first(6), "diagnosis-type", "0052"), diagnosis::setUse);
        Integer rank = Quantities.integer(dg1.text(15), 1);
        if (rank != null) {
            diagnosis.setRank(rank);
        } else {
            dg1.unread(15);
        }
    }
}
