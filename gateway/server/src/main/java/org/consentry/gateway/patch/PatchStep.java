package org.consentry.gateway.patch;

import java.util.Locale;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One operation of a FHIRPath Patch.
 *
 * @param place of the operation in its Parameters
 * @param name of the element to add
 */
record PatchStep(String place, Type type, String path, String name, PatchValue value, int index, int from, int to) {
    /** What an operation does. */
    enum Type {
        ADD,
        INSERT,
        DELETE,
        REPLACE,
        MOVE
    }

    static PatchStep read(JsonNode operation, String place) {
        if (!operation.path("name").stringValue("").equals("operation")) {
            throw Problem.at(ProblemKind.MALFORMED, place + ".name", "operation");
        }
        Type type = type(text(operation, "type"), place);
        String path = text(operation, "path");
        if (path.isEmpty()) {
            throw Problem.at(ProblemKind.MALFORMED, place, "'path' is missing");
        }
        String name = text(operation, "name");
        if (type == Type.ADD && name.isEmpty()) {
            throw Problem.at(ProblemKind.MALFORMED, place, "'name' is missing");
        }
        boolean valued = type == Type.ADD || type == Type.INSERT || type == Type.REPLACE;
        JsonNode value = part(operation, "value");
        if (valued && value == null) {
            throw Problem.at(ProblemKind.MALFORMED, place, "'value' is missing");
        }
        return new PatchStep(
                place,
                type,
                path,
                name,
                value == null ? PatchValue.NONE : PatchValue.read(value),
                number(operation, "index", type == Type.INSERT, place),
                number(operation, "source", type == Type.MOVE, place),
                number(operation, "destination", type == Type.MOVE, place));
    }

    private static Type type(String text, String place) {
        for (Type type : Type.values()) {
            if (type.name().toLowerCase(Locale.ROOT).equals(text)) {
                return type;
            }
        }
        throw Problem.at(ProblemKind.MALFORMED, place, "'type' is add, insert, delete, replace or move");
    }

    private static @Nullable JsonNode part(JsonNode operation, String name) {
        for (JsonNode part : operation.path("part")) {
            if (part.path("name").stringValue("").equals(name)) {
                return part;
            }
        }
        return null;
    }

    private static String text(JsonNode operation, String name) {
        JsonNode part = part(operation, name);
        return part == null ? "" : PatchValue.read(part).text();
    }

    private static int number(JsonNode operation, String name, boolean required, String place) {
        String text = text(operation, name);
        if (!text.matches("\\d{1,6}")) {
            if (required || !text.isEmpty()) {
                throw Problem.at(ProblemKind.MALFORMED, place, "'" + name + "' is a number");
            }
            return 0;
        }
        return Integer.parseInt(text);
    }

    PatchStep at(String otherPath) {
        return new PatchStep(place, type, otherPath, name, value, index, from, to);
    }

    Problem unfit(String why) {
        return Problem.at(ProblemKind.UNPROCESSABLE, place, why);
    }
}
