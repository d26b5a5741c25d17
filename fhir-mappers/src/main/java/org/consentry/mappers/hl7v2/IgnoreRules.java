package org.consentry.mappers.hl7v2;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fields that carry nothing for the record, each by a rule with a name. */
final class IgnoreRules {

    private static final Map<String, String> RULES = Map.ofEntries(
            Map.entry("MSH-1", "delimiter"),
            Map.entry("MSH-2", "delimiter"),
            Map.entry("MSH-7", "told-by-provenance"),
            Map.entry("MSH-8", "transport"),
            Map.entry("MSH-9", "told-by-header"),
            Map.entry("MSH-10", "told-by-provenance"),
            Map.entry("MSH-11", "transport"),
            Map.entry("MSH-12", "told-by-provenance"),
            Map.entry("MSH-13", "transport"),
            Map.entry("MSH-14", "transport"),
            Map.entry("MSH-15", "transport"),
            Map.entry("MSH-16", "transport"),
            Map.entry("MSH-17", "transport"),
            Map.entry("MSH-18", "transport"),
            Map.entry("MSH-19", "transport"),
            Map.entry("MSH-20", "transport"),
            Map.entry("MSH-21", "transport"));

    private static final String SET_ID =
            " PID PV1 NK1 OBX OBR DG1 AL1 IAM PR1 IN1 GT1 NTE SPM TXA FT1 AIS AIG AIL AIP RGS TQ1 ARV DB1 CON ";

    private IgnoreRules() {}

    /** The rule's name, or null if the field must be kept. */
    static @Nullable String rule(String segment, int field) {
        if (field == 1 && SET_ID.contains(" " + segment + " ")) {
            return "set-id";
        }
        return RULES.get(segment + "-" + field);
    }
}
