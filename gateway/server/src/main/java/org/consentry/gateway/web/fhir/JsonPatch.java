package org.consentry.gateway.web.fhir;

import java.util.ArrayList;
import java.util.List;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON Patch. @see <a href="https://www.rfc-editor.org/rfc/rfc6902">RFC 6902</a> */
final class JsonPatch {
    private static final int MOST_OPERATIONS = 1000;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final JsonNode operations;

    private JsonPatch(JsonNode operations) {
        this.operations = operations;
    }

    /** @throws Problem MALFORMED for what is no patch */
    static JsonPatch read(byte[] body) {
        try {
            JsonNode operations = JSON.readTree(body);
            if (operations.isArray() && operations.size() <= MOST_OPERATIONS) {
                return new JsonPatch(operations);
            }
        } catch (JacksonException e) {
            throw Problem.of(ProblemKind.MALFORMED, "The body is not well-formed JSON");
        }
        throw Problem.of(ProblemKind.MALFORMED, "A JSON Patch is an array of at most 1000 operations");
    }

    /** The document after all operations. @throws Problem UNPROCESSABLE when one does not fit */
    byte[] apply(byte[] document) {
        JsonNode target = JSON.readTree(document);
        for (int i = 0; i < operations.size(); i++) {
            JsonNode operation = operations.get(i);
            List<String> path = pointer(operation.path("path").stringValue("?"), i);
            if (path.isEmpty()) {
                throw unfit(i, "the whole resource is replaced by an update");
            }
            switch (operation.path("op").stringValue("")) {
                case "add" -> add(target, path, value(operation, i), i);
                case "remove" -> remove(target, path, i);
                case "replace" -> {
                    remove(target, path, i);
                    add(target, path, value(operation, i), i);
                }
                case "move" -> {
                    List<String> from = pointer(operation.path("from").stringValue("?"), i);
                    JsonNode moved = find(target, from, i).deepCopy();
                    remove(target, from, i);
                    add(target, path, moved, i);
                }
                case "copy" ->
                    add(
                            target,
                            path,
                            find(target, pointer(operation.path("from").stringValue("?"), i), i)
                                    .deepCopy(),
                            i);
                case "test" -> {
                    if (!find(target, path, i).equals(value(operation, i))) {
                        throw unfit(i, "the test failed");
                    }
                }
                default -> throw Problem.at(ProblemKind.MALFORMED, "patch[" + i + "].op", "not an operation");
            }
        }
        return JSON.writeValueAsBytes(target);
    }

    private static JsonNode value(JsonNode operation, int index) {
        JsonNode value = operation.get("value");
        if (value == null) {
            throw Problem.at(ProblemKind.MALFORMED, "patch[" + index + "].value", "is missing");
        }
        return value.deepCopy();
    }

    private static List<String> pointer(String text, int index) {
        if (text.isEmpty()) {
            return List.of();
        }
        if (!text.startsWith("/")) {
            throw Problem.at(ProblemKind.MALFORMED, "patch[" + index + "]", "a pointer starts with a slash");
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
        find(root, path, index);
        JsonNode parent = find(root, path.subList(0, path.size() - 1), index);
        if (parent instanceof ArrayNode array) {
            array.remove(position(path.getLast(), array.size() - 1, index));
        } else if (parent instanceof ObjectNode object) {
            object.remove(path.getLast());
        }
    }

    private static Problem unfit(int index, String why) {
        return Problem.at(ProblemKind.UNPROCESSABLE, "patch[" + index + "]", why);
    }
}
