package org.consentry.mappers.hl7v2;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.consentry.mappers.hl7v2.er7.Composite;
import org.consentry.mappers.hl7v2.er7.Segment;
import org.consentry.mappers.terminology.Concept;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.jspecify.annotations.Nullable;

/**
 * Spoken languages: BCP 47 where the sender's code means one. FHIR takes no other system here, not even beside it, so
 * the field is also kept as it was sent.
 */
final class Languages {

    private static final String BCP_47 = "urn:ietf:bcp:47";

    private Languages() {}

    static List<CodeableConcept> concepts(Segment segment, int field, Mapping mapping) {
        List<CodeableConcept> concepts = new ArrayList<>();
        for (Composite cwe : segment.all(field)) {
            CodeableConcept concept = concept(cwe, mapping);
            if (concept != null) {
                concepts.add(concept);
            }
        }
        segment.unread(field);
        return concepts;
    }

    private static @Nullable CodeableConcept concept(Composite cwe, Mapping mapping) {
        String text = cwe.firstOf(9, 2, 5, 1, 4);
        if (text == null) {
            return null;
        }
        CodeableConcept concept = new CodeableConcept().setText(text);
        for (int component : new int[] {1, 4, 2}) {
            String code = cwe.get(component);
            Optional<Concept> known = code == null
                    ? Optional.empty()
                    : mapping.terminology.translate("languages", code.toLowerCase(Locale.ROOT));
            if (known.isPresent()) {
                return concept.addCoding(
                        new Coding(BCP_47, known.get().code(), known.get().display()));
            }
        }
        return concept;
    }
}
