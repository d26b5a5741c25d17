package org.consentry.mappers.fhirversion;

import java.util.Map;

/** Resource types that R4 calls otherwise. */
final class Types {

    private static final Map<String, String> RENAMED = Map.of(
            "MedicationOrder", "MedicationRequest",
            "DeviceUseRequest", "DeviceRequest",
            "DiagnosticOrder", "ServiceRequest",
            "ProcedureRequest", "ServiceRequest",
            "ReferralRequest", "ServiceRequest",
            "BodySite", "BodyStructure",
            "Conformance", "CapabilityStatement",
            "EligibilityRequest", "CoverageEligibilityRequest",
            "EligibilityResponse", "CoverageEligibilityResponse",
            "Sequence", "MolecularSequence");

    private Types() {}

    static String r4(String type) {
        return RENAMED.getOrDefault(type, type);
    }
}
