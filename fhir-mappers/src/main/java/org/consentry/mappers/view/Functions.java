package org.consentry.mappers.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** The functions of the standard's FHIRPath subset. */
final class Functions {
    private static final Set<String> TYPED = Set.of("ofType", "getReferenceKey");

    private Functions() {}

    /** Whether the argument in parentheses is the name of a type and not an expression. */
    static boolean takesType(String name) {
        return TYPED.contains(name);
    }

    static Path typed(String name, String type) {
        if (name.equals("ofType")) {
            return (input, scope) ->
                    input.stream().filter(item -> Members.is(item, type)).toList();
        }
        return (input, scope) -> {
            List<Item> keys = new ArrayList<>();
            for (Item item : input) {
                referenceKey(item.node().path("reference").asString(""), type, keys);
            }
            return keys;
        };
    }

    static Path of(String name, List<Path> arguments) {
        return switch (name) {
            case "where" -> where(one(name, arguments));
            case "exists" -> exists(arguments);
            case "empty" -> (input, scope) -> List.of(Item.of(input.isEmpty()));
            case "first" -> (input, scope) -> input.isEmpty() ? List.of() : List.of(input.getFirst());
            case "not" -> Functions::not;
            case "extension" -> extension(one(name, arguments));
            case "join" -> join(arguments);
            case "lowBoundary" -> Boundaries.path(true);
            case "highBoundary" -> Boundaries.path(false);
            case "getResourceKey" -> Functions::resourceKey;
            default -> throw new ViewRefused("path", "uses a function that views do not have");
        };
    }

    private static Path one(String name, List<Path> arguments) {
        if (arguments.size() != 1) {
            throw new ViewRefused("path", name + " takes one argument");
        }
        return arguments.getFirst();
    }

    private static Path where(Path criterion) {
        return (input, scope) -> {
            List<Item> left = new ArrayList<>();
            for (Item item : input) {
                if (Boolean.TRUE.equals(Operators.truth(criterion.evaluate(List.of(item), scope)))) {
                    left.add(item);
                }
            }
            return left;
        };
    }

    private static Path exists(List<Path> arguments) {
        Path filter = arguments.isEmpty() ? (input, scope) -> input : where(arguments.getFirst());
        return (input, scope) -> List.of(Item.of(!filter.evaluate(input, scope).isEmpty()));
    }

    private static List<Item> not(List<Item> input, Scope scope) {
        Boolean truth = Operators.truth(input);
        return truth == null ? List.of() : List.of(Item.of(!truth));
    }

    private static Path extension(Path url) {
        Path extensions = Members.of("extension");
        return (input, scope) -> {
            String sought = text(url.evaluate(input, scope));
            return extensions.evaluate(input, scope).stream()
                    .filter(item -> item.node().path("url").asString("").equals(sought))
                    .toList();
        };
    }

    private static Path join(List<Path> arguments) {
        return (input, scope) -> {
            String between =
                    arguments.isEmpty() ? "" : text(arguments.getFirst().evaluate(input, scope));
            return List.of(
                    Item.of(input.stream().map(item -> item.node().asString("")).collect(Collectors.joining(between))));
        };
    }

    private static String text(List<Item> items) {
        return items.isEmpty() ? "" : items.getFirst().node().asString("");
    }

    private static List<Item> resourceKey(List<Item> input, Scope scope) {
        List<Item> keys = new ArrayList<>();
        for (Item item : input) {
            JsonNode id = item.node().path("id");
            if (id.isString()) {
                keys.add(Item.of(item.node().path("resourceType").asString("") + "/" + id.stringValue()));
            }
        }
        return keys;
    }

    private static void referenceKey(String reference, String type, List<Item> keys) {
        int history = reference.indexOf("/_history");
        String current = history < 0 ? reference : reference.substring(0, history);
        int slash = current.lastIndexOf('/');
        int before = slash < 0 ? -1 : current.lastIndexOf('/', slash - 1);
        if (slash > 0) {
            String target = current.substring(before + 1, slash);
            if (type.isEmpty() || type.equals(target)) {
                keys.add(Item.of(target + "/" + current.substring(slash + 1)));
            }
        }
    }
}
