package org.consentry.mappers.ccda.datatype;

import java.util.Map;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Element;
import org.hl7.fhir.r4.model.Extension;
import org.jspecify.annotations.Nullable;

/** Null flavors (HL7 V3) as data-absent-reasons. */
public final class Absent {

    private static final String URL = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
    private static final String SYSTEM = "http://terminology.hl7.org/CodeSystem/data-absent-reason";
    private static final Map<String, String> REASONS = Map.ofEntries(
            Map.entry("UNK", "unknown"),
            Map.entry("NI", "unknown"),
            Map.entry("ASKU", "asked-unknown"),
            Map.entry("NAV", "temp-unknown"),
            Map.entry("NASK", "not-asked"),
            Map.entry("MSK", "masked"),
            Map.entry("NA", "not-applicable"),
            Map.entry("OTH", "unsupported"),
            Map.entry("INV", "unsupported"),
            Map.entry("DER", "unsupported"),
            Map.entry("UNC", "unsupported"),
            Map.entry("NINF", "negative-infinity"),
            Map.entry("PINF", "positive-infinity"),
            Map.entry("TRC", "unsupported"),
            Map.entry("QS", "unsupported"));

    private Absent() {}

    /** The reason's code; unknown if nothing else is told. */
    public static String code(@Nullable String nullFlavor) {
        return nullFlavor == null ? "unknown" : REASONS.getOrDefault(nullFlavor, "unknown");
    }

    /** Says on an element why it has no value. */
    public static <E extends Element> E because(E element, @Nullable String nullFlavor) {
        element.addExtension(new Extension(URL, new CodeType(code(nullFlavor))));
        return element;
    }

    /** The reason as a concept, for elements that have a place for it. */
    public static CodeableConcept concept(@Nullable String nullFlavor) {
        return new CodeableConcept(new Coding(SYSTEM, code(nullFlavor), null));
    }
}
