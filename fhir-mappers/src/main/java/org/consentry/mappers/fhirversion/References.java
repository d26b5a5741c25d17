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
        Contained.order(resource);
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

    /** A reference to a type that R4 calls otherwise; the resource has kept its id. */
    private static String today(String reference) {
        int slash = reference.indexOf('/');
        String type = slash > 0 ? reference.substring(0, slash) : "";
        return type.isEmpty() ? reference : Types.r4(type) + reference.substring(slash);
    }

    static void rewrite(JsonNode node, Map<String, String> known) {
        if (node instanceof ArrayNode array) {
            array.forEach(child -> rewrite(child, known));
        } else if (node instanceof ObjectNode object) {
            JsonNode reference = object.get("reference");
            if (reference != null && reference.isString()) {
                String sent = reference.asString();
                String target = known.getOrDefault(sent, today(sent));
                if (!target.equals(sent)) {
                    object.put("reference", target);
                }
            }
            object.forEach(child -> rewrite(child, known));
        }
    }
}
