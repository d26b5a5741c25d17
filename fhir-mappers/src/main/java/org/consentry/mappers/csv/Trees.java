package org.consentry.mappers.csv;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Setting an element of a resource's JSON tree by its path. */
final class Trees {

    private Trees() {}

    /** Sets a value; lists grow to the index, and by one for {@code [+]}. */
    static void set(ObjectNode tree, String path, JsonNode value) {
        ObjectNode here = tree;
        String[] steps = path.split("\\.", -1);
        for (int i = 0; i < steps.length - 1; i++) {
            here = descend(here, steps[i]);
        }
        String last = steps[steps.length - 1];
        int bracket = last.indexOf('[');
        if (bracket < 0) {
            here.set(last, value);
            return;
        }
        ArrayNode list = list(here, last.substring(0, bracket));
        int index = index(last, bracket, list);
        if (index < list.size()) {
            list.set(index, value);
        } else {
            list.add(value);
        }
    }

    private static ObjectNode descend(ObjectNode here, String step) {
        int bracket = step.indexOf('[');
        if (bracket < 0) {
            return here.get(step) instanceof ObjectNode known ? known : here.putObject(step);
        }
        ArrayNode list = list(here, step.substring(0, bracket));
        int index = index(step, bracket, list);
        while (list.size() <= index) {
            list.add(JsonNodeFactory.instance.objectNode());
        }
        return list.get(index) instanceof ObjectNode known ? known : JsonNodeFactory.instance.objectNode();
    }

    private static ArrayNode list(ObjectNode here, String name) {
        return here.get(name) instanceof ArrayNode known ? known : here.putArray(name);
    }

    private static int index(String step, int bracket, ArrayNode list) {
        String index = step.substring(bracket + 1, step.length() - 1);
        return index.equals("+") ? list.size() : Integer.parseInt(index);
    }

    /** Removes objects and lists that hold nothing, which paths with gaps leave. */
    static boolean prune(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().removeIf(entry -> prune(entry.getValue()));
            return object.isEmpty();
        }
        if (node instanceof ArrayNode array) {
            for (int i = array.size() - 1; i >= 0; i--) {
                if (prune(array.get(i))) {
                    array.remove(i);
                }
            }
            return array.isEmpty();
        }
        return false;
    }
}
