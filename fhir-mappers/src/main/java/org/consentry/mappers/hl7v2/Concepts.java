package org.consentry.mappers.hl7v2;

import org.hl7.fhir.r4.model.CodeableConcept;
import org.jspecify.annotations.Nullable;

/** Concepts and texts where FHIR wants the other. */
final class Concepts {

    private Concepts() {}

    /** What a concept says to a reader. */
    static String text(CodeableConcept concept) {
        if (concept.hasText()) {
            return concept.getText();
        }
        String display = concept.getCodingFirstRep().getDisplay();
        return display != null
                ? display
                : String.valueOf(concept.getCodingFirstRep().getCode());
    }

    static @Nullable String joined(@Nullable String before, @Nullable String after) {
        return before == null ? after : after == null ? before : before + "\n" + after;
    }
}
