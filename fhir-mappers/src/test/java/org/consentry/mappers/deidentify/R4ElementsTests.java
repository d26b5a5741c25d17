package org.consentry.mappers.deidentify;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The list of R4's elements, on which the refusal of rules rests, agrees with HAPI's R4 model. */
class R4ElementsTests {
    @ParameterizedTest
    @ValueSource(
            strings = {"Patient", "Observation", "Claim", "Device", "QuestionnaireResponse", "Provenance", "Coverage"})
    void namesOnlyElementsThatR4Has(String type) {
        Map<String, R4Elements.Element> content =
                Objects.requireNonNull(R4Elements.load().of(type));
        Set<String> known = new TreeSet<>();
        FhirContext.forR4Cached()
                .getResourceDefinition(type)
                .getChildren()
                .forEach(child -> known.addAll(child.getValidChildNames()));

        assertThat(known).containsAll(content.keySet());
    }
}
