package org.consentry.mappers.hl7v2;

import java.util.Locale;
import java.util.Optional;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.terminology.Concept;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.jspecify.annotations.Nullable;

/** Spoken languages: BCP 47 where the sender's code means one, the code as it was sent beside it. */
final class Languages {

    private static final String BCP_47 = "urn:ietf:bcp:47";

    private Languages() {}

    static @Nullable CodeableConcept concept(Composite cwe, Mapping mapping) {
        CodeableConcept concept = mapping.codes.concept(cwe);
        if (concept == null) {
            return null;
        }
        for (int component : new int[] {1, 4, 2}) {
            String code = cwe.get(component);
            Optional<Concept> known = code == null
                    ? Optional.empty()
                    : mapping.terminology.translate("languages", code.toLowerCase(Locale.ROOT));
            if (known.isPresent()) {
                concept.getCoding().removeIf(coding -> BCP_47.equals(coding.getSystem()));
                concept.getCoding()
                        .add(
                                0,
                                new Coding(
                                        BCP_47, known.get().code(), known.get().display()));
                return concept;
            }
        }
        concept.getCoding().removeIf(coding -> BCP_47.equals(coding.getSystem()));
        if (!concept.hasText()) {
            concept.setText(cwe.firstOf(2, 1));
        }
        return concept;
    }
}
