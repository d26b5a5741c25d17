package org.consentry.mappers.fhirversion;

import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What FHIR does not allow because it says nothing: empty objects and lists, extensions that are called nothing. */
final class Empties {

    private static final Set<String> EXTENSIONS = Set.of("extension", "modifierExtension");

    private Empties() {}

    /** Removes them, from the inside out. */
    static void remove(ObjectNode object) {
        Iterator<Map.Entry<String, JsonNode>> fields = object.properties().iterator();
        while (fields.hasNext()) {
            Map.Entry<String, JsonNode> field = fields.next();
            if (isEmpty(field.getValue(), EXTENSIONS.contains(field.getKey()))) {
                fields.remove();
            }
        }
    }

    private static boolean isEmpty(JsonNode value, boolean extension) {
        if (value instanceof ArrayNode list) {
            // A null keeps the place of a value beside it; a list of nothing else is none.
            for (int i = list.size() - 1; i >= 0; i--) {
                if (list.get(i).isContainer() && isEmpty(list.get(i), extension)) {
                    list.remove(i);
                }
            }
            return list.isEmpty();
        }
        if (value instanceof ObjectNode object) {
            remove(object);
            return object.isEmpty() || (extension && !object.has("url"));
        }
        return false;
    }
}
