package org.consentry.mappers.terminology;

import org.hl7.fhir.r4.model.Coding;
import org.jspecify.annotations.Nullable;

/** A code in a system. */
public record Concept(String system, String code, @Nullable String display) {

    public Coding coding() {
        return new Coding(system, code, display);
    }
}
