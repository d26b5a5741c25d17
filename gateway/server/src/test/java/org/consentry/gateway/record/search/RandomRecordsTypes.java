package org.consentry.gateway.record.search;

import java.util.List;

/** The types that {@link RandomRecords} makes. */
final class RandomRecordsTypes {
    static final List<String> ALL = List.of(
            "Organization",
            "Practitioner",
            "Location",
            "Patient",
            "Encounter",
            "Condition",
            "Observation",
            "MedicationRequest",
            "DiagnosticReport",
            "RiskAssessment",
            "Appointment",
            "ValueSet");

    private RandomRecordsTypes() {}
}
