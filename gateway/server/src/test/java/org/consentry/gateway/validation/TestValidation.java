package org.consentry.gateway.validation;

import ca.uhn.fhir.context.FhirContext;
import java.util.Map;
import java.util.Optional;

/** Validators for tests of other packages. */
public final class TestValidation {
    private TestValidation() {}

    public static Validation ofBaseR4() {
        return new Validation(
                FhirContext.forR4Cached(),
                new ValidationSettings(ValidationSettings.Policy.OFF, Map.of(), Optional.empty()));
    }
}
