package org.consentry.mappers.fhirversion;

import org.consentry.mappers.terminology.Terminology;
import org.hl7.fhir.r4.model.Coding;
import org.jspecify.annotations.Nullable;

/** Code systems by the names R4 has for them. */
final class CodeSystems {

    private static final String OLD = "http://hl7.org/fhir/";
    private static final String NEW = "http://terminology.hl7.org/CodeSystem/";

    private CodeSystems() {}

    static void modernize(Coding coding) {
        String system = coding.getSystem();
        String name = system == null ? null : name(system);
        if (name != null) {
            coding.setSystem(name);
        }
    }

    /** The R4 name of a system, or null if it keeps its own. */
    static @Nullable String name(String system) {
        if (!system.startsWith(OLD) || system.startsWith(OLD + "sid/")) {
            return null;
        }
        String tail = system.substring(OLD.length());
        if (tail.startsWith("v2/") || tail.startsWith("v3/")) {
            return NEW + tail.replace('/', '-');
        }
        return Terminology.STANDARD.publishes(NEW + tail) ? NEW + tail : null;
    }
}
