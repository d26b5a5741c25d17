package org.consentry.gateway.web.fhir.operation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.ConceptDefinitionComponent;
import org.hl7.fhir.r4.model.CodeSystem.ConceptPropertyComponent;

/** The codes of a code system, and which stands below which: by nesting, or by a property that says so. */
final class CodeTree {
    private final Map<String, ConceptDefinitionComponent> concepts = new HashMap<>();
    private final Map<String, Set<String>> parents = new HashMap<>();

    CodeTree(CodeSystem system) {
        read(system.getConcept(), "");
    }

    private void read(List<ConceptDefinitionComponent> below, String parent) {
        for (ConceptDefinitionComponent concept : below) {
            String code = String.valueOf(concept.getCode());
            concepts.putIfAbsent(code, concept);
            if (!parent.isEmpty()) {
                link(code, parent);
            }
            for (ConceptPropertyComponent property : concept.getProperty()) {
                String other =
                        property.hasValue() ? String.valueOf(property.getValue().primitiveValue()) : "";
                switch (String.valueOf(property.getCode())) {
                    case "parent", "subsumedBy" -> link(code, other);
                    case "child" -> link(other, code);
                    default -> {
                        // Other properties say nothing of the hierarchy.
                    }
                }
            }
            read(concept.getConcept(), code);
        }
    }

    private void link(String child, String parent) {
        parents.computeIfAbsent(child, c -> new HashSet<>()).add(parent);
    }

    Optional<ConceptDefinitionComponent> concept(String code) {
        return Optional.ofNullable(concepts.get(code));
    }

    /** Whether one code stands somewhere above another. */
    boolean isAbove(String above, String code) {
        Set<String> seen = new HashSet<>();
        Deque<String> next = new ArrayDeque<>(parents.getOrDefault(code, Set.of()));
        while (!next.isEmpty()) {
            String each = next.pop();
            if (each.equals(above)) {
                return true;
            }
            if (seen.add(each)) {
                next.addAll(parents.getOrDefault(each, Set.of()));
            }
        }
        return false;
    }
}
