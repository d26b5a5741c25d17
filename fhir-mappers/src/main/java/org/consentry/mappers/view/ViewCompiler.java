package org.consentry.mappers.view;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** From a ViewDefinition's JSON to selections. Used once per view. */
final class ViewCompiler {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,254}");
    private static final List<String> ITERATIONS = List.of("forEach", "forEachOrNull", "repeat");
    private static final int DEEPEST = 32;
    private static final int DEEPEST_REPEAT = 100;

    private final Map<String, Item> constants = new HashMap<>();
    private final List<ViewDefinition.Column> columns = new ArrayList<>();
    private int depth;

    List<ViewDefinition.Column> columns() {
        return List.copyOf(columns);
    }

    void constants(JsonNode definitions) {
        for (JsonNode definition : definitions) {
            String name = definition.path("name").asString("");
            if (!NAME.matcher(name).matches() || constants.containsKey(name)) {
                throw new ViewRefused(
                        "constant",
                        "a name has letters, digits and underscores, starts with a letter, and stands once");
            }
            List<Map.Entry<String, JsonNode>> values = definition.properties().stream()
                    .filter(field -> field.getKey().startsWith("value"))
                    .toList();
            if (values.size() != 1 || !values.getFirst().getValue().isValueNode()) {
                throw new ViewRefused("constant " + name, "has one value, a primitive");
            }
            Map.Entry<String, JsonNode> value = values.getFirst();
            constants.put(name, new Item(value.getValue(), value.getKey().substring("value".length())));
        }
    }

    Path path(JsonNode path, String place) {
        if (!path.isString() || path.stringValue().isBlank()) {
            throw new ViewRefused(place, "expected a path as a string");
        }
        return Parser.parse(path.stringValue(), constants);
    }

    /** All selects of a list, their columns taking the next slots. */
    List<Selection> selections(JsonNode selects) {
        List<Selection> compiled = new ArrayList<>();
        for (JsonNode select : selects) {
            compiled.add(selection(select, columns.size()));
        }
        return compiled;
    }

    private Selection selection(JsonNode select, int slot) {
        if (++depth > DEEPEST) {
            throw new ViewRefused("select", "nested too deeply");
        }
        if (!select.isObject()) {
            throw new ViewRefused("select", "expected an object");
        }
        if (ITERATIONS.stream().filter(select::has).count() > 1) {
            throw new ViewRefused("select", "one of " + String.join(", ", ITERATIONS));
        }
        boolean orNull = select.has("forEachOrNull");
        Path foci = foci(select, orNull);
        List<Selection.Cell> cells = new ArrayList<>();
        int next = slot;
        for (JsonNode column : select.path("column")) {
            cells.add(cell(column, next++));
        }
        List<Selection> inner = new ArrayList<>();
        for (JsonNode child : select.path("select")) {
            inner.add(selection(child, columns.size()));
        }
        List<Selection> unions = unions(select.path("unionAll"));
        depth--;
        return new Selection(foci, orNull, cells, inner, unions);
    }

    private @Nullable Path foci(JsonNode select, boolean orNull) {
        if (select.has("repeat")) {
            List<Path> steps = new ArrayList<>();
            if (!select.path("repeat").isArray() || select.path("repeat").isEmpty()) {
                throw new ViewRefused("repeat", "expected an array of paths");
            }
            select.path("repeat").forEach(path -> steps.add(path(path, "repeat")));
            return (input, scope) -> {
                List<Item> found = new ArrayList<>();
                repeat(input, steps, scope, found, 0);
                return found;
            };
        }
        if (orNull) {
            return path(select.path("forEachOrNull"), "forEachOrNull");
        }
        return select.has("forEach") ? path(select.path("forEach"), "forEach") : null;
    }

    private static void repeat(List<Item> from, List<Path> steps, Scope scope, List<Item> found, int depth) {
        if (depth > DEEPEST_REPEAT) {
            throw new ViewRefused("repeat", "the resource is nested too deeply");
        }
        for (Path step : steps) {
            for (Item item : step.evaluate(from, scope)) {
                found.add(item);
                Selection.bound(found.size());
                repeat(List.of(item), steps, scope, found, depth + 1);
            }
        }
    }

    /** The branches of a union fill the same slots and must have the same columns in the same order. */
    private List<Selection> unions(JsonNode branches) {
        List<Selection> unions = new ArrayList<>();
        int start = columns.size();
        List<ViewDefinition.Column> first = List.of();
        for (JsonNode branch : branches) {
            List<ViewDefinition.Column> before = unions.isEmpty() ? List.of() : first;
            columns.subList(start, columns.size()).clear();
            unions.add(selection(branch, start));
            List<ViewDefinition.Column> now = List.copyOf(columns.subList(start, columns.size()));
            if (unions.size() > 1 && !names(now).equals(names(before))) {
                throw new ViewRefused("unionAll", "the branches do not have the same columns in the same order");
            }
            first = now;
        }
        return unions;
    }

    private static List<String> names(List<ViewDefinition.Column> columns) {
        return columns.stream().map(ViewDefinition.Column::name).toList();
    }

    private Selection.Cell cell(JsonNode column, int slot) {
        String name = column.path("name").asString("");
        if (!NAME.matcher(name).matches()) {
            throw new ViewRefused("column", "a name has letters, digits and underscores and starts with a letter");
        }
        if (columns.stream().anyMatch(known -> known.name().equals(name))) {
            throw new ViewRefused("column " + name, "stands twice");
        }
        boolean collection = column.path("collection").asBoolean(false);
        columns.add(new ViewDefinition.Column(name, column.path("type").asString("string"), collection));
        return new Selection.Cell(slot, name, path(column.path("path"), "column " + name), collection);
    }
}
