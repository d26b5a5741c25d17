package org.consentry.mappers.fhirversion;

import java.util.Set;
import org.consentry.mappers.terminology.Terminology;
import org.hl7.fhir.r4.model.Coding;
import org.jspecify.annotations.Nullable;

/** Code systems by the names R4 has for them. */
final class CodeSystems {

    private static final String OLD = "http://hl7.org/fhir/";
    private static final String BEFORE = "https://consentry.org/fhir/CodeSystem/stu3-";
    private static final String NEW = "http://terminology.hl7.org/CodeSystem/";

    /** Systems that R4 knows by the same name and with other codes. */
    private static final Set<String> EMPTIED = Set.of("http://hl7.org/fhir/message-events");

    private CodeSystems() {}

    static void modernize(Coding coding) {
        String system = coding.getSystem();
        String name = system == null ? null : name(system);
        if (name != null && !unknown(name, coding)) {
            coding.setSystem(name);
        } else if (system != null && system.startsWith(OLD) && (EMPTIED.contains(system) || unknown(system, coding))) {
            // A code that R4 took out of the system is still one of the older version's.
            coding.setSystem(before(system));
        }
    }

    /** The name of a system of FHIR's as it was in an older version. */
    static String before(String system) {
        return BEFORE + system.substring(OLD.length());
    }

    private static boolean unknown(String system, Coding coding) {
        return coding.getCodeElement().hasValue() && Terminology.STANDARD.refuses(system, coding.getCode());
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
