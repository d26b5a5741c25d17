package org.consentry.gateway.patch;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import java.util.List;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * FHIRPath Patch: Parameters whose {@code operation}s add, insert, delete, replace or move one element each.
 *
 * @see <a href="https://hl7.org/fhir/R4/fhirpatch.html">fhirpatch.html</a>
 */
record PathPatch(List<PatchStep> steps, byte[] source) implements Patch {
    private static final int MOST_OPERATIONS = 1000;

    static PathPatch read(JsonNode parameters, byte[] source) {
        JsonNode list = parameters.path("parameter");
        if (!parameters.path("resourceType").stringValue("").equals("Parameters")
                || list.isEmpty()
                || list.size() > MOST_OPERATIONS) {
            throw Problem.at(
                    ProblemKind.MALFORMED, "Parameters", "a patch is Parameters with 1 to 1000 of 'operation'");
        }
        List<PatchStep> steps = new java.util.ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            steps.add(PatchStep.read(list.get(i), "Parameters.parameter[" + i + "]"));
        }
        return new PathPatch(steps, source);
    }

    @Override
    public void apply(ObjectNode resource) {
        for (PatchStep step : steps) {
            try {
                apply(step, resource);
            } catch (Problem e) {
                throw e.expression() != null && e.expression().equals("path")
                        ? Problem.at(e.kind(), step.place(), e.text())
                        : e;
            }
        }
        Trees.prune(resource);
    }

    private static void apply(PatchStep step, ObjectNode resource) {
        switch (step.type()) {
            case ADD -> add(step, resource);
            case INSERT -> insert(step, resource);
            case DELETE -> delete(step, resource);
            case REPLACE -> replace(step, resource);
            case MOVE -> move(step, resource);
        }
    }

    private static Spot one(PatchStep step, ObjectNode resource) {
        List<Spot> found = PathExpression.find(step.path(), resource);
        if (found.size() != 1) {
            throw step.unfit("its path finds " + (found.isEmpty() ? "nothing" : "more than one element"));
        }
        return found.getFirst();
    }

    private static void add(PatchStep step, ObjectNode resource) {
        Spot spot = one(step, resource);
        BaseRuntimeChildDefinition child = child(step, spot, step.name());
        ObjectNode holder = holder(step, spot);
        String key = Spot.key(child, step.value().type());
        JsonNode value = step.value().tree(child, key);
        if (child.getMax() != 1) {
            list(holder, key).add(value);
        } else if (spot.children(step.name()).isEmpty()) {
            holder.set(key, value);
        } else {
            throw step.unfit("there is one already: replace it");
        }
    }

    private static ObjectNode holder(PatchStep step, Spot spot) {
        if (spot.node() instanceof ObjectNode object) {
            return object;
        }
        throw step.unfit("its path leads to a plain value");
    }

    private static BaseRuntimeChildDefinition child(PatchStep step, Spot spot, String name) {
        BaseRuntimeChildDefinition child = spot.child(name);
        if (child == null) {
            throw step.unfit("R4 has no element of that name there");
        }
        return child;
    }

    private static ArrayNode list(ObjectNode holder, String key) {
        if (!(holder.get(key) instanceof ArrayNode)) {
            holder.set(key, Trees.array());
        }
        return (ArrayNode) holder.path(key);
    }

    private static void insert(PatchStep step, ObjectNode resource) {
        int dot = step.path().lastIndexOf('.');
        List<Spot> there = PathExpression.find(step.path(), resource);
        Spot parent = there.isEmpty() && dot > 0
                ? one(step.at(step.path().substring(0, dot)), resource)
                : Spot.literal(Trees.object());
        @Nullable ObjectNode around = there.isEmpty() ? null : there.getFirst().parent();
        if (around == null) {
            String name = step.path().substring(dot + 1);
            BaseRuntimeChildDefinition child = child(step, parent, name);
            put(step, list(holder(step, parent), name), 0, step.value().tree(child, name));
        } else {
            if (there.stream().anyMatch(spot -> !spot.isInList(around))) {
                throw step.unfit("its path is not one list");
            }
            String key = there.getFirst().key();
            JsonNode value = step.value().tree(there.getFirst().definition());
            put(step, list(around, key), list(around, key).size(), value);
        }
    }

    private static void put(PatchStep step, ArrayNode list, int size, JsonNode value) {
        if (step.index() > size) {
            throw step.unfit("its index is outside of the list");
        }
        list.insert(step.index(), value);
    }

    private static void delete(PatchStep step, ObjectNode resource) {
        List<Spot> found = PathExpression.find(step.path(), resource);
        if (found.size() > 1) {
            throw step.unfit("its path finds more than one element");
        }
        // Deleting what is not there is done already.
        found.forEach(Spot::remove);
    }

    private static void replace(PatchStep step, ObjectNode resource) {
        Spot spot = one(step, resource);
        ObjectNode parent = spot.parent();
        if (parent == null) {
            throw step.unfit("the whole resource is replaced by an update");
        }
        if (spot.index() >= 0) {
            ((ArrayNode) parent.path(spot.key())).set(spot.index(), step.value().tree(spot.definition()));
            return;
        }
        String key = spot.keyFor(step.value().type());
        JsonNode value = step.value().tree(key.equals(spot.key()) ? spot.definition() : null);
        spot.remove();
        parent.set(key, value);
    }

    private static void move(PatchStep step, ObjectNode resource) {
        List<Spot> there = PathExpression.find(step.path(), resource);
        ObjectNode parent = there.isEmpty() ? null : there.getFirst().parent();
        if (parent == null || there.stream().anyMatch(spot -> !spot.isInList(parent))) {
            throw step.unfit("its path is not one list");
        }
        ArrayNode list = (ArrayNode) parent.path(there.getFirst().key());
        if (step.from() >= list.size() || step.to() >= list.size()) {
            throw step.unfit("its index is outside of the list");
        }
        JsonNode moved = list.remove(step.from());
        list.insert(step.to(), moved);
    }
}
