package org.consentry.gateway.record.definition;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A compiled path from a resource to values, such as {@code telecom[system=email]:ContactPoint}. Arrays on the way are
 * walked through.
 *
 * <p>R4's search expressions are nearly all plain paths; {@code src/build/search-parameters.py} has resolved choices and
 * casts, so that walking needs no FHIRPath. That costs about a hundredth of evaluating it.
 */
public record ElementPath(
        Step[] steps, String datatype, @Nullable String target) {
    /** What a step keeps of the elements of its name: all, the first, or those with a field of that value. */
    record Step(String name, @Nullable String filterField, String filterValue) {
        /** Stands for {@code [0]}. */
        static final String FIRST = "first";

        boolean isFirst() {
            return FIRST.equals(filterField);
        }
    }

    /** Reads {@code a.b[c=d]:Datatype>Target}. */
    static ElementPath parse(String text) {
        int colon = text.lastIndexOf(':');
        String path = colon < 0 ? text : text.substring(0, colon);
        String type = colon < 0 ? "" : text.substring(colon + 1);
        int arrow = type.indexOf('>');
        String target = arrow < 0 ? null : type.substring(arrow + 1);
        String[] names = path.equals(".") || path.isEmpty() ? new String[0] : path.split("\\.", -1);
        Step[] steps = new Step[names.length];
        for (int i = 0; i < names.length; i++) {
            steps[i] = step(names[i]);
        }
        return new ElementPath(steps, arrow < 0 ? type : type.substring(0, arrow), target);
    }

    private static Step step(String text) {
        int bracket = text.indexOf('[');
        if (bracket < 0) {
            return new Step(text, null, "");
        }
        int equals = text.indexOf('=');
        if (equals < 0) {
            return new Step(text.substring(0, bracket), Step.FIRST, "");
        }
        return new Step(
                text.substring(0, bracket),
                text.substring(bracket + 1, equals),
                text.substring(equals + 1, text.length() - 1));
    }

    /** Calls for every value at this path. */
    public void walk(JsonNode resource, Consumer<JsonNode> values) {
        walk(resource, 0, values, false);
    }

    /** Calls for every value at this path that is not hidden from some readers by a label on its way. */
    public void walkShown(JsonNode resource, Consumer<JsonNode> values) {
        walk(resource, 0, values, true);
    }

    private void walk(JsonNode node, int depth, Consumer<JsonNode> values, boolean shownOnly) {
        if (node.isArray()) {
            if (depth > 0 && steps[depth - 1].isFirst()) {
                walk(node.path(0), depth, values, shownOnly);
                return;
            }
            for (JsonNode element : node) {
                walk(element, depth, values, shownOnly);
            }
            return;
        }
        if (shownOnly && depth > 0 && InlineLabels.hides(node)) {
            return;
        }
        if (depth > 0 && filteredOut(node, steps[depth - 1])) {
            return;
        }
        if (depth == steps.length) {
            values.accept(node);
            return;
        }
        JsonNode next = node.get(steps[depth].name());
        boolean hidden = shownOnly && InlineLabels.hides(node.path("_" + steps[depth].name()));
        if (next != null && !hidden) {
            walk(next, depth + 1, values, shownOnly);
        }
    }

    private static boolean filteredOut(JsonNode node, Step step) {
        if (step.filterField() == null || step.isFirst()) {
            return false;
        }
        JsonNode value = node.get(step.filterField());
        return value == null || !value.isString() || !value.stringValue().equals(step.filterValue());
    }

    /** Whether at most one value can stand here: the subject elements of R4 of one step do not repeat. */
    public boolean isSingle() {
        return steps.length == 1;
    }

    /** Whether the values stand deeper than in an element of the resource's own. */
    public boolean isNested() {
        return steps.length > 1;
    }

    /** The path without its datatype, for comparison. */
    public String route() {
        StringBuilder route = new StringBuilder();
        for (Step step : steps) {
            route.append(route.isEmpty() ? "" : ".").append(step.name());
        }
        return route.toString();
    }
}
