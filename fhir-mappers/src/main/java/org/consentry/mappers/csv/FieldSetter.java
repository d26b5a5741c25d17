package org.consentry.mappers.csv;

import java.util.List;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Sets the fields that one row gives one resource. */
final class FieldSetter {

    private final Chunk chunk;
    private final Row row;
    private final ObjectNode tree;

    FieldSetter(Chunk chunk, Row row, ObjectNode tree) {
        this.chunk = chunk;
        this.row = row;
        this.tree = tree;
    }

    void set(List<FieldRule> fields) {
        fields.stream()
                .filter(field -> field.when() == null || field.when().holds(row))
                .forEach(this::set);
    }

    private void set(FieldRule field) {
        JsonNode value = field.value();
        if (field.column() != null) {
            value = column(field, field.column());
        } else if (field.refer() != null) {
            refer(field, field.refer());
            return;
        }
        if (value != null) {
            Trees.set(tree, field.path(), value);
            field.with().forEach((path, constant) -> Trees.set(tree, path, constant));
        }
    }

    private @Nullable JsonNode column(FieldRule field, String column) {
        String text = row.get(column);
        if (text == null) {
            return null;
        }
        row.read(column);
        String code = field.map() == null ? text : mapped(field, field.map(), text);
        JsonNode value = code == null ? null : field.type().read(code, field.format(), chunk.context.zone());
        if (value == null) {
            row.fail(column);
            chunk.issue(
                    IssueSeverity.WARNING,
                    row.place(column),
                    code == null
                            ? "unmapped-code"
                            : "not-a-" + field.type().name().toLowerCase(java.util.Locale.ROOT),
                    code == null
                            ? "The layout's map does not have this code"
                            : "The value is not what the layout says the column has");
        }
        return value;
    }

    private @Nullable String mapped(FieldRule field, JsonNode map, String text) {
        String target = map.isString()
                ? chunk.context.profile().terminology().code(map.asString(), text)
                : map.path(text).asString(null);
        return target == null ? field.otherwise() : target;
    }

    /** A literal reference to what these rows tell of too, else the identifier of what they do not. */
    private void refer(FieldRule field, String type) {
        String key = ResourceRule.key(field.system(), field.key(), row);
        if (key == null) {
            return;
        }
        field.key().forEach(row::read);
        String target = type + "/" + chunk.ids.id(type, key);
        ObjectNode reference = tools.jackson.databind.node.JsonNodeFactory.instance.objectNode();
        if (chunk.has(target)) {
            reference.put("reference", target);
        } else {
            reference.put("type", type);
            ObjectNode identifier = reference.putObject("identifier");
            if (field.system() != null) {
                identifier.put("system", field.system());
            }
            identifier.set("value", StringNode.valueOf(key.substring(key.indexOf('|') + 1)));
        }
        Trees.set(tree, field.path(), reference);
        field.with().forEach((path, constant) -> Trees.set(tree, path, constant));
    }
}
