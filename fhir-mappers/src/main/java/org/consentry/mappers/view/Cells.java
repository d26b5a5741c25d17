package org.consentry.mappers.view;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** From what a column's path gives to what stands in its cell. */
final class Cells {
    private Cells() {}

    static @Nullable JsonNode value(Selection.Cell cell, List<Item> focus, Scope scope) {
        List<Item> items = cell.path().evaluate(focus, scope);
        if (cell.collection()) {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            items.forEach(item -> all.add(item.node()));
            return all;
        }
        if (items.size() > 1) {
            throw new ViewRefused("column " + cell.name(), "gave more than one value and is no collection");
        }
        return items.isEmpty() ? null : items.getFirst().node();
    }
}
