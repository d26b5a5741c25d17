package org.consentry.gateway.patch;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The value of an operation: one of a type, a resource, or parts that are the children of an element without a type
 * name of its own, such as {@code Patient.contact}.
 *
 * @param type as it stands in {@code value[x]}; empty for parts
 */
record PatchValue(String type, JsonNode node, JsonNode parts) {
    static final PatchValue NONE = new PatchValue("", MissingNode.getInstance(), MissingNode.getInstance());

    static PatchValue read(JsonNode parameter) {
        for (var field : parameter.properties()) {
            if (field.getKey().startsWith("value")) {
                return new PatchValue(field.getKey().substring("value".length()), field.getValue(), NONE.parts());
            }
        }
        return parameter.has("resource")
                ? new PatchValue("Resource", parameter.path("resource"), NONE.parts())
                : new PatchValue("", NONE.node(), parameter.path("part"));
    }

    String text() {
        return node.asString("");
    }

    /** The value as a child under that key. */
    JsonNode tree(BaseRuntimeChildDefinition child, String key) {
        return tree(child.getChildByName(key));
    }

    /** The value as an element that R4 defines so. */
    JsonNode tree(@Nullable BaseRuntimeElementDefinition<?> definition) {
        if (parts.isMissingNode()) {
            return node.deepCopy();
        }
        ObjectNode tree = Trees.object();
        Spot holder = new Spot(null, "", -1, tree, null, definition);
        for (JsonNode part : parts) {
            String name = part.path("name").stringValue("");
            PatchValue value = read(part);
            BaseRuntimeChildDefinition child = holder.child(name);
            String key = child == null ? name : Spot.key(child, value.type());
            JsonNode inner = child == null ? value.tree(null) : value.tree(child, key);
            if (child != null && child.getMax() != 1) {
                (tree.get(key) instanceof ArrayNode list ? list : tree.putArray(key)).add(inner);
            } else {
                tree.set(key, inner);
            }
        }
        return tree;
    }
}
