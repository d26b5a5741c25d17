package org.consentry.mappers.fhirversion;

import java.util.Map;
import java.util.Set;

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

    /** Types that R4 no longer has, in either version. */
    private static final Set<String> GONE = Set.of(
            "DataElement",
            "DeviceComponent",
            "ExpansionProfile",
            "ImagingManifest",
            "ImagingObjectSelection",
            "Order",
            "OrderResponse",
            "ProcessRequest",
            "ProcessResponse",
            "ServiceDefinition");

    private Types() {}

    static String r4(String type) {
        return isBasic(type) ? "Basic" : RENAMED.getOrDefault(type, type);
    }

    /** Whether R4 has nothing for the type but Basic, which is there for what FHIR does not have. */
    static boolean isBasic(String type) {
        return GONE.contains(type);
    }
}
