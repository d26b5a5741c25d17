package org.consentry.mappers.fhirversion;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** References to what is in the same bundle, as {@code Type/id}; others, conditional ones too, stay as they are. */
final class References {

    private static final String REFERENCE = "https://consentry.org/fhir/StructureDefinition/dangling-reference";

    private static final String CONTAINED = "https://consentry.org/fhir/StructureDefinition/contained";

    private References() {}

    /** Rewrites those of one resource. One to a contained resource that is not there is left with its words alone. */
    static void rewriteResource(ObjectNode resource, Map<String, String> known) {
        Set<String> contained = new LinkedHashSet<>();
        resource.path("contained")
                .forEach(one -> contained.add("#" + one.path("id").asString("")));
        Set<String> used = new HashSet<>();
        dangling(resource, contained, used);
        contained.stream()
                .filter(one -> one.length() > 1 && !used.contains(one))
                .forEach(one -> refer(resource, one));
        rewrite(resource, known);
    }

    /** What is contained must be referred to (dom-3). */
    private static void refer(ObjectNode resource, String reference) {
        ArrayNode extensions =
                resource.get("extension") instanceof ArrayNode list ? list : resource.putArray("extension");
        extensions.addObject().put("url", CONTAINED).putObject("valueReference").put("reference", reference);
    }

    private static void dangling(JsonNode node, Set<String> contained, Set<String> used) {
        if (node instanceof ObjectNode object) {
            String reference = object.path("reference").asString("");
            if (reference.length() > 1 && reference.startsWith("#") && !contained.contains(reference)) {
                object.remove("reference");
                if (object.has("display")) {
                    Empties.keep(object, REFERENCE, reference);
                } else {
                    object.put("display", Sameness.NOT_THERE + reference);
                }
            }
            used.add(reference);
            String behalf = object.path("onBehalfOfUri").asString("");
            if (behalf.startsWith("#")) {
                object.remove("onBehalfOfUri");
                Empties.keep(object, REFERENCE, behalf);
            }
        }
        if (node.isContainer()) {
            node.forEach(child -> dangling(child, contained, used));
        }
    }

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
