package org.consentry.mappers.fhirversion;

import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentry.mappers.Controls;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * What FHIR does not allow: empty objects and lists, which say nothing, are removed; extensions without a name are given
 * one; control characters are shown.
 */
final class Empties {

    private static final Set<String> EXTENSIONS = Set.of("extension", "modifierExtension");

    static final String UNNAMED = "https://consentry.org/fhir/StructureDefinition/unnamed";

    private Empties() {}

    /** What cannot stay where it was, as an extension beside it. */
    static void keep(ObjectNode object, String url, String text) {
        ArrayNode extensions =
                object.get("extension") instanceof ArrayNode known ? known : object.putArray("extension");
        extensions.addObject().put("url", url).put("valueString", text);
    }

    /** Removes them, from the inside out. */
    static void remove(ObjectNode object) {
        Iterator<Map.Entry<String, JsonNode>> fields = object.properties().iterator();
        while (fields.hasNext()) {
            Map.Entry<String, JsonNode> field = fields.next();
            if (isEmpty(field.getValue(), EXTENSIONS.contains(field.getKey()))) {
                fields.remove();
            } else if (field.getValue() instanceof StringNode text) {
                shown(text).ifPresent(field::setValue);
            }
        }
    }

    private static Optional<StringNode> shown(StringNode text) {
        String before = text.stringValue();
        String after = Controls.shown(before);
        return after.equals(before) ? Optional.empty() : Optional.of(StringNode.valueOf(after));
    }

    private static boolean isEmpty(JsonNode value, boolean extension) {
        if (value instanceof ArrayNode list) {
            // A null keeps the place of a value beside it; a list of nothing else is none.
            for (int i = list.size() - 1; i >= 0; i--) {
                if (list.get(i).isContainer() && isEmpty(list.get(i), extension)) {
                    list.remove(i);
                } else if (list.get(i) instanceof StringNode text) {
                    int place = i;
                    shown(text).ifPresent(shown -> list.set(place, shown));
                }
            }
            return list.isEmpty();
        }
        if (value instanceof ObjectNode object) {
            remove(object);
            if (extension && !object.isEmpty() && !object.path("url").isString()) {
                object.put("url", UNNAMED);
            }
            return object.isEmpty();
        }
        return false;
    }
}
