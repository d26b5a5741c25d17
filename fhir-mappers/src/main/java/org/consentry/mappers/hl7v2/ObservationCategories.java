package org.consentry.mappers.hl7v2;

import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.jspecify.annotations.Nullable;

/** What kind of observation one is, by the section that made it (HL7 table 0074), else by what was observed. */
final class ObservationCategories {

    static final String LABORATORY = "laboratory";

    private static final Set<String> LABORATORIES = Set.of(
            "LAB", "CH", "HM", "MB", "BLB", "IMM", "SR", "URN", "TX", "SP", "CP", "VR", "MCB", "MYC", "PAT", "GE", "BG",
            "CG", "OSL");
    private static final Set<String> IMAGING =
            Set.of("RAD", "RX", "CT", "CTH", "CUS", "NMR", "NMS", "OUS", "RUS", "VUS", "XRC");
    private static final Set<String> MEASUREMENTS = Set.of("EC", "EN", "PF");
    private static final Set<String> THERAPIES = Set.of("OT", "PT", "RC", "RT");

    /** The codes by which FHIR knows a vital sign (R4, Vital Signs Profile). */
    private static final Set<String> VITAL_SIGNS = Set.of(
            "85353-1", "9279-1", "8867-4", "2708-6", "59408-5", "8310-5", "8302-2", "9843-4", "29463-7", "39156-5",
            "85354-9", "8480-6", "8462-4");

    private static final Map<String, String> DISPLAYS = Map.of(
            LABORATORY,
            "Laboratory",
            "imaging",
            "Imaging",
            "procedure",
            "Procedure",
            "therapy",
            "Therapy",
            "vital-signs",
            "Vital Signs");

    private ObservationCategories() {}

    static @Nullable String of(@Nullable String section, boolean specimen, CodeableConcept code) {
        if (section != null && IMAGING.contains(section)) {
            return "imaging";
        }
        if (specimen || (section != null && LABORATORIES.contains(section))) {
            return LABORATORY;
        }
        if (section != null && MEASUREMENTS.contains(section)) {
            return "procedure";
        }
        if (section != null && THERAPIES.contains(section)) {
            return "therapy";
        }
        boolean vital = code.getCoding().stream().anyMatch(ObservationCategories::isVitalSign);
        return vital ? "vital-signs" : null;
    }

    private static boolean isVitalSign(Coding coding) {
        return "http://loinc.org".equals(coding.getSystem()) && VITAL_SIGNS.contains(coding.getCode());
    }

    static String display(String category) {
        return DISPLAYS.getOrDefault(category, category);
    }
}
