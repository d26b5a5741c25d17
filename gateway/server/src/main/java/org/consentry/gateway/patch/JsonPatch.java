package org.consentry.gateway.patch;

import java.util.ArrayList;
import java.util.List;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON Patch.
 *
 * @param operations a list of objects
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6902">RFC 6902</a>
 */
record JsonPatch(JsonNode operations, byte[] source) implements Patch {
    private static final int MOST_OPERATIONS = 1000;

    /** @throws Problem MALFORMED for what is no patch */
    static JsonPatch read(byte[] body) {
        JsonNode operations = Trees.parse(body);
        if (!operations.isArray() || operations.size() > MOST_OPERATIONS) {
            throw Problem.of(ProblemKind.MALFORMED, "A JSON Patch is an array of at most 1000 operations");
        }
        return new JsonPatch(operations, body);
    }

    @Override
    public void apply(ObjectNode resource) {
        for (int i = 0; i < operations.size(); i++) {
            apply(resource, operations.get(i), i);
        }
        Trees.prune(resource);
    }

    private static void apply(ObjectNode target, JsonNode operation, int i) {
        List<String> path = pointer(operation, "path", i);
        String op = operation.path("op").stringValue("");
        if (path.isEmpty() && !op.equals("test")) {
            throw unfit(i, "the whole resource is replaced by an update");
        }
        switch (op) {
            case "add" -> add(target, path, value(operation, i), i);
            case "remove" -> remove(target, path, i);
            case "replace" -> {
                remove(target, path, i);
                add(target, path, value(operation, i), i);
            }
            case "move" -> move(target, path, pointer(operation, "from", i), i);
            case "copy" ->
                add(target, path, find(target, pointer(operation, "from", i), i).deepCopy(), i);
            case "test" -> {
                if (!Trees.same(find(target, path, i), value(operation, i))) {
                    throw Problem.at(ProblemKind.CONFLICT, place(i), "the test failed");
                }
            }
            default -> throw Problem.at(ProblemKind.MALFORMED, place(i) + ".op", "not an operation");
        }
    }

    private static void move(JsonNode target, List<String> path, List<String> from, int i) {
        if (path.size() > from.size() && path.subList(0, from.size()).equals(from)) {
            throw unfit(i, "nothing moves into itself");
        }
        JsonNode moved = find(target, from, i).deepCopy();
        remove(target, from, i);
        add(target, path, moved, i);
    }

    private static JsonNode value(JsonNode operation, int index) {
        JsonNode value = operation.get("value");
        if (value == null) {
            throw Problem.at(ProblemKind.MALFORMED, place(index) + ".value", "is missing");
        }
        return value.deepCopy();
    }

    private static List<String> pointer(JsonNode operation, String field, int index) {
        String text = operation.path(field).stringValue("?");
        if (text.isEmpty()) {
            return List.of();
        }
        if (!text.startsWith("/") || text.replace("~0", "").replace("~1", "").contains("~")) {
            throw Problem.at(ProblemKind.MALFORMED, place(index) + "." + field, "a JSON Pointer is expected");
        }
        List<String> parts = new ArrayList<>();
        for (String part : text.substring(1).split("/", -1)) {
            parts.add(part.replace("~1", "/").replace("~0", "~"));
        }
        return parts;
    }

    private static JsonNode find(JsonNode root, List<String> path, int index) {
        JsonNode node = root;
        for (String part : path) {
            JsonNode next = node.isArray() ? node.get(position(part, node.size() - 1, index)) : node.get(part);
            if (next == null) {
                throw unfit(index, "there is nothing at its path");
            }
            node = next;
        }
        return node;
    }

    private static int position(String part, int most, int index) {
        if (!part.matches("0|[1-9]\\d{0,6}") || Integer.parseInt(part) > most) {
            throw unfit(index, "its path names no element of the list");
        }
        return Integer.parseInt(part);
    }

    private static void add(JsonNode root, List<String> path, JsonNode value, int index) {
        JsonNode parent = find(root, path.subList(0, path.size() - 1), index);
        String last = path.getLast();
        if (parent instanceof ObjectNode object) {
            object.set(last, value);
        } else if (parent instanceof ArrayNode array) {
            if (last.equals("-")) {
                array.add(value);
            } else {
                array.insert(position(last, array.size(), index), value);
            }
        } else {
            throw unfit(index, "its path leads into a plain value");
        }
    }

    private static void remove(JsonNode root, List<String> path, int index) {
        if (path.isEmpty()) {
            throw unfit(index, "the whole resource is not removed by a patch");
        }
        find(root, path, index);
        JsonNode parent = find(root, path.subList(0, path.size() - 1), index);
        if (parent instanceof ArrayNode array) {
            array.remove(position(path.getLast(), array.size() - 1, index));
        } else if (parent instanceof ObjectNode object) {
            object.remove(path.getLast());
        }
    }

    private static String place(int index) {
        return "patch[" + index + "]";
    }

    private static Problem unfit(int index, String why) {
        return Problem.at(ProblemKind.UNPROCESSABLE, place(index), why);
    }
}
