package org.consentry.mappers.fhirversion;

import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

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

    private static final Set<String> EYES = Set.of("right", "left");

    private Types() {}

    /** The same of one resource: R4 has no prescription of a lens for nobody knows which eye. */
    static boolean isBasic(ObjectNode resource) {
        String type = resource.path("resourceType").asString("");
        return isBasic(type) || (type.equals("VisionPrescription") && isOfNoEye(resource.path("dispense")));
    }

    private static boolean isOfNoEye(JsonNode lenses) {
        boolean none = lenses.isEmpty();
        for (JsonNode lens : lenses) {
            none |= !EYES.contains(lens.path("eye").asString(""));
        }
        return none;
    }

    static String r4(ObjectNode resource) {
        return isBasic(resource) ? "Basic" : r4(resource.path("resourceType").asString(""));
    }

    static String r4(String type) {
        return isBasic(type) ? "Basic" : RENAMED.getOrDefault(type, type);
    }

    /** Whether R4 has nothing for the type but Basic, which is there for what FHIR does not have. */
    static boolean isBasic(String type) {
        return GONE.contains(type);
    }
}
