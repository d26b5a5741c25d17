package org.consentry.mappers.ccda;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The entry templates that are read, by the root of their templateId, with what they become. */
enum Template {
    ALLERGY_CONCERN("4.30", "Allergy Concern Act", "AllergyIntolerance.clinicalStatus"),
    ALLERGY("4.7", "Allergy Intolerance Observation", "AllergyIntolerance"),
    SUBSTANCE_ALLERGY("4.90", "Substance or Device Allergy Observation", "AllergyIntolerance"),
    ALLERGY_STATUS("4.28", "Allergy Status Observation", "AllergyIntolerance.clinicalStatus"),
    REACTION("4.9", "Reaction Observation", "AllergyIntolerance.reaction"),
    SEVERITY("4.8", "Severity Observation", "AllergyIntolerance.reaction.severity"),
    CRITICALITY("4.145", "Criticality Observation", "AllergyIntolerance.criticality"),
    PROBLEM_CONCERN("4.3", "Problem Concern Act", "Condition.clinicalStatus"),
    PROBLEM("4.4", "Problem Observation", "Condition"),
    PROBLEM_STATUS("4.6", "Problem Status", "Condition.clinicalStatus"),
    AGE("4.31", "Age Observation", "Condition.onsetAge"),
    DATE_OF_DIAGNOSIS("4.502", "Date of Diagnosis Act", "Condition.extension"),
    HEALTH_CONCERN("4.132", "Health Concern Act", "Condition.category"),
    RISK_CONCERN("4.136", "Risk Concern Act", "Condition.category"),
    ENCOUNTER_DIAGNOSIS("4.80", "Encounter Diagnosis", "Condition, Encounter.diagnosis"),
    ADMISSION_DIAGNOSIS("4.34", "Hospital Admission Diagnosis", "Condition"),
    DISCHARGE_DIAGNOSIS("4.33", "Hospital Discharge Diagnosis", "Condition"),
    PREOPERATIVE_DIAGNOSIS("4.65", "Preoperative Diagnosis", "Condition"),
    POSTPROCEDURE_DIAGNOSIS("4.51", "Postprocedure Diagnosis", "Condition"),
    INDICATION("4.19", "Indication", "reasonCode"),
    MEDICATION("4.16", "Medication Activity", "MedicationRequest"),
    PLANNED_MEDICATION("4.42", "Planned Medication Activity", "MedicationRequest"),
    ADMISSION_MEDICATION("4.36", "Admission Medication", "MedicationRequest"),
    DISCHARGE_MEDICATION("4.35", "Discharge Medication", "MedicationRequest"),
    FREE_TEXT_SIG("4.147", "Medication Free Text Sig", "MedicationRequest.dosageInstruction.text"),
    SUPPLY_ORDER("4.17", "Medication Supply Order", "MedicationRequest.dispenseRequest"),
    DISPENSE("4.18", "Medication Dispense", "MedicationDispense"),
    IMMUNIZATION("4.52", "Immunization Activity", "Immunization"),
    PLANNED_IMMUNIZATION("4.120", "Planned Immunization Activity", "MedicationRequest"),
    IMMUNIZATION_REFUSAL("4.53", "Immunization Refusal Reason", "Immunization.statusReason"),
    PROCEDURE("4.14", "Procedure Activity Procedure", "Procedure"),
    PROCEDURE_OBSERVATION("4.13", "Procedure Activity Observation", "Procedure; Observation if it has a value"),
    PROCEDURE_ACT("4.12", "Procedure Activity Act", "Procedure"),
    INTERVENTION("4.131", "Intervention Act", "Procedure"),
    RESULT_ORGANIZER("4.1", "Result Organizer", "DiagnosticReport"),
    RESULT("4.2", "Result Observation", "Observation"),
    SPECIMEN_COLLECTION("4.415", "Specimen Collection Procedure", "Specimen.collection"),
    SPECIMEN_CONDITION("4.421", "Specimen Condition Observation", "Specimen.condition"),
    VITAL_SIGNS("4.26", "Vital Signs Organizer", "Observation"),
    VITAL_SIGN("4.27", "Vital Sign Observation", "Observation"),
    ENCOUNTER("4.49", "Encounter Activity", "Encounter"),
    PLANNED_ENCOUNTER("4.40", "Planned Encounter", "ServiceRequest"),
    PLANNED_ACT("4.39", "Planned Act", "ServiceRequest"),
    PLANNED_PROCEDURE("4.41", "Planned Procedure", "ServiceRequest"),
    PLANNED_OBSERVATION("4.44", "Planned Observation", "ServiceRequest"),
    PLANNED_SUPPLY("4.43", "Planned Supply", "SupplyRequest"),
    NUTRITION("4.130", "Nutrition Recommendation", "ServiceRequest"),
    REFERRAL("4.140", "Patient Referral Act", "ServiceRequest"),
    GOAL("4.121", "Goal Observation", "Goal"),
    PRIORITY("4.143", "Priority Preference", "Goal.priority"),
    OUTCOME("4.144", "Outcome Observation", "Observation"),
    SOCIAL_HISTORY("4.38", "Social History Observation", "Observation"),
    SMOKING_STATUS("4.78", "Smoking Status", "Observation"),
    TOBACCO_USE("4.85", "Tobacco Use", "Observation"),
    BIRTH_SEX("4.200", "Birth Sex Observation", "Patient.extension"),
    SEX("4.507", "Sex Observation", "Patient.extension"),
    GENDER_IDENTITY("34.3.45", "Gender Identity Observation", "Patient.extension"),
    TRIBE("4.506", "Tribal Affiliation Observation", "Patient.extension"),
    PREGNANCY("15.3.8", "Pregnancy Observation", "Observation"),
    PREGNANCY_INTENTION("4.281", "Pregnancy Intention in Next Year", "Observation"),
    FAMILY_HISTORY("4.45", "Family History Organizer", "FamilyMemberHistory"),
    FAMILY_CONDITION("4.46", "Family History Observation", "FamilyMemberHistory.condition"),
    FAMILY_DEATH("4.47", "Family History Death Observation", "FamilyMemberHistory.condition.contributedToDeath"),
    FUNCTIONAL_ORGANIZER("4.66", "Functional Status Organizer", "Observation"),
    FUNCTIONAL("4.67", "Functional Status Observation", "Observation"),
    MENTAL_ORGANIZER("4.75", "Mental Status Organizer", "Observation"),
    MENTAL("4.74", "Mental Status Observation", "Observation"),
    ASSESSMENT("4.69", "Assessment Scale Observation", "Observation"),
    ASSESSMENT_ITEM("4.86", "Assessment Scale Supporting Observation", "Observation.component"),
    NOTE("4.202", "Note Activity", "DocumentReference"),
    CARE_TEAM("4.500", "Care Team Organizer", "CareTeam"),
    CARE_TEAM_MEMBER("4.500.1", "Care Team Member Act", "CareTeam.participant"),
    SUPPLY("4.50", "Non-Medicinal Supply Activity", "DeviceUseStatement"),
    EQUIPMENT("4.135", "Medical Equipment Organizer", "DeviceUseStatement"),
    COVERAGE("4.60", "Coverage Activity", "Coverage.order"),
    POLICY("4.61", "Policy Activity", "Coverage"),
    ADVANCE_DIRECTIVE("4.48", "Advance Directive Observation", "Observation"),
    ADVANCE_DIRECTIVES("4.108", "Advance Directive Organizer", "Observation"),
    COMMENT("4.64", "Comment Activity", "note"),
    INSTRUCTION("4.20", "Instruction", "MedicationRequest.dosageInstruction.patientInstruction, additionalInstruction"),
    ENTRY_REFERENCE("4.122", "Entry Reference", "");

    private static final String C_CDA = "2.16.840.1.113883.10.20.";
    private static final Map<String, Template> BY_ROOT = new HashMap<>();

    static {
        for (Template template : values()) {
            BY_ROOT.put(template.root(), template);
        }
    }

    final String number;
    final String label;
    final String target;

    Template(String number, String label, String target) {
        this.number = number;
        this.label = label;
        this.target = target;
    }

    /** The root of its templateId. */
    String root() {
        return C_CDA + (number.startsWith("4.") ? "22." : "") + number;
    }

    static @Nullable Template of(String root) {
        return BY_ROOT.get(root);
    }
}
