package org.consentry.mappers.fhirversion;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** References to what is in the same bundle, as {@code Type/id}; others, conditional ones too, stay as they are. */
final class References {

    private References() {}

    static void rewrite(JsonNode node, Map<String, String> known) {
        if (node instanceof ArrayNode array) {
            array.forEach(child -> rewrite(child, known));
        } else if (node instanceof ObjectNode object) {
            JsonNode reference = object.get("reference");
            if (reference != null && reference.isString()) {
                String target = known.get(reference.asString());
                if (target != null) {
                    object.put("reference", target);
                }
            }
            object.forEach(child -> rewrite(child, known));
        }
    }
}
