package org.consentry.mappers.view;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * One member of a FHIRPath collection.
 *
 * @param type the datatype where the field's name told it, as in {@code valueQuantity}; else empty
 */
record Item(JsonNode node, String type) {
    static Item of(JsonNode node) {
        return new Item(node, "");
    }

    static Item of(boolean value) {
        return new Item(JsonNodeFactory.instance.booleanNode(value), "Boolean");
    }

    static Item of(String value) {
        return new Item(JsonNodeFactory.instance.stringNode(value), "String");
    }
}
