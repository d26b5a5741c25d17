package org.consentry.mappers.fhirversion;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consentry.mappers.r4.Required;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/*
 * Which values of an older resource are nowhere in the R4 resource made of it.
 *
 * A list of what each converter loses would be true until the next type, the next version of the library, or the next
 * odd resource. So the two trees are laid beside each other instead. What has the same name in the same place is
 * compared first; nearly all of a resource is met there. What remains on both sides was moved, renamed, or wrapped, and
 * is met by value: each value of R4's answers for one value of the source, in the order in which they stand, and what R4
 * only assumes answers for none. Two values that meet also tell that the objects around them are the same one, which is
 * how a value that is lost finds the element that it belongs to, under whatever name that has now.
 *
 * A value that was exchanged for another (a status that R4 does not have) has no counterpart either, so it counts as
 * lost, and what was sent stays known. All of it is linear in the size of the resources.
 */
/** An older resource and the R4 one made of it. */
final class Comparison {

    /**
     * A value, or an object with all its values, that the R4 resource does not have.
     *
     * @param path in the older version, such as {@code Account.coverage.priority}
     * @param home the R4 element it belongs to
     * @param isTop whether it is an element of the resource itself, not of one inside it
     */
    record Lost(String path, String name, JsonNode value, ObjectNode home, boolean isTop) {}

    /** A value of R4's without one of that name in its place. */
    private record Spare(Spot owner, String name, JsonNode value) {}

    private static final Set<String> ASSUMPTIONS = Set.of(Required.ABSENT, Required.ASSUMED);
    private static final int NEAR = 64;

    private final Sameness same;
    private final List<Gap> gaps = new ArrayList<>();
    private final List<Spare> spare = new ArrayList<>();
    private final Map<String, Deque<Spot>> values = new HashMap<>();

    private Comparison(Sameness same) {
        this.same = same;
    }

    static List<Lost> of(ObjectNode older, ObjectNode r4, Sameness same) {
        Comparison comparison = new Comparison(same);
        comparison.objects(new Spot(null, "", older, r4));
        if (comparison.gaps.isEmpty()) {
            return List.of();
        }
        comparison.spare.forEach(one -> comparison.offer(one.owner(), one.name(), one.value()));
        comparison.gaps.forEach(comparison::meet);
        List<Lost> lost = new ArrayList<>();
        comparison.gaps.forEach(gap -> gap.tell(lost));
        return lost;
    }

    private void objects(Spot spot) {
        ObjectNode older = spot.older();
        ObjectNode r4 = spot.r4();
        int met = 0;
        for (Map.Entry<String, JsonNode> property : older.properties()) {
            String name = property.getKey();
            JsonNode there = r4.get(name);
            met += there == null ? 0 : 1;
            if (there != null && !name.equals("resourceType")) {
                both(spot, name, property.getValue(), there);
            } else if (there == null && !same.implies(r4, name, property.getValue())) {
                missing(spot, name, property.getValue(), gaps);
            }
        }
        if (met < r4.size()) {
            for (Map.Entry<String, JsonNode> property : r4.properties()) {
                if (!older.has(property.getKey())) {
                    spare.add(new Spare(spot, property.getKey(), property.getValue()));
                }
            }
        }
    }

    private void both(Spot spot, String name, JsonNode value, JsonNode there) {
        if (value instanceof ObjectNode object && there instanceof ObjectNode counterpart) {
            objects(new Spot(spot, name, object, counterpart));
        } else if (value instanceof ArrayNode items && there instanceof ArrayNode others) {
            if (items.size() == others.size()) {
                for (int i = 0; i < items.size(); i++) {
                    both(spot, name, items.get(i), others.get(i));
                }
            } else {
                apart(spot, name, value, there);
            }
        } else if (value instanceof ArrayNode items && items.size() == 1) {
            both(spot, name, items.get(0), there);
        } else if (there instanceof ArrayNode others && others.size() == 1) {
            both(spot, name, value, others.get(0));
        } else if (value.isContainer() || there.isContainer() || !alike(spot, name, value, there)) {
            apart(spot, name, value, there);
        }
    }

    /** Narratives are written anew; that there is one is enough. */
    private boolean alike(Spot spot, String name, JsonNode value, JsonNode there) {
        boolean narrative = name.equals("div") && spot.name().equals("text");
        return value.isNull() || narrative || same.says(name, value, there);
    }

    private void apart(Spot spot, String name, JsonNode value, JsonNode there) {
        missing(spot, name, value, gaps);
        spare.add(new Spare(spot, name, there));
    }

    private static void missing(Spot owner, String name, JsonNode value, List<Gap> siblings) {
        if (value instanceof ArrayNode items) {
            items.forEach(item -> missing(owner, name, item, siblings));
        } else if (value instanceof ObjectNode object) {
            Gap gap = new Gap(owner, name, value);
            Spot spot = new Spot(owner, name, object, null);
            object.properties().forEach(inner -> missing(spot, inner.getKey(), inner.getValue(), gap.inner()));
            siblings.add(gap);
        } else if (!value.isNull()) {
            siblings.add(new Gap(owner, name, value));
        }
    }

    private void offer(Spot owner, String name, JsonNode value) {
        if (value instanceof ArrayNode items) {
            items.forEach(item -> offer(owner, name, item));
        } else if (value instanceof ObjectNode object) {
            Spot spot = new Spot(owner, name, null, object);
            if (!ASSUMPTIONS.contains(object.path("url").asString(""))) {
                object.properties().forEach(inner -> offer(spot, inner.getKey(), inner.getValue()));
            }
        } else if (!assumed(owner.r4(), name)) {
            values.computeIfAbsent(Sameness.key(value), key -> new ArrayDeque<>())
                    .add(owner);
        }
    }

    private static boolean assumed(ObjectNode owner, String name) {
        for (JsonNode extension : owner.path("_" + name).path("extension")) {
            if (extension.path("url").asString("").equals(Required.ASSUMED)) {
                return true;
            }
        }
        return false;
    }

    /** Looks for each value of a gap among those of R4's that nobody has met. */
    private void meet(Gap gap) {
        gap.inner().forEach(this::meet);
        if (gap.value().isContainer()) {
            return;
        }
        Spot known = gap.owner().counterpart();
        if (known != null && same.implies(known.r4(), gap.name(), gap.value())) {
            gap.met();
            return;
        }
        for (String form : same.forms(gap.name(), gap.value())) {
            Spot found = near(values.get(form), known);
            if (found != null) {
                gap.met();
                gap.owner().meet(found);
                return;
            }
        }
    }

    /** The value of the very object, or the first. They stand in order, so it is not far. */
    private static @Nullable Spot near(@Nullable Deque<Spot> owners, @Nullable Spot known) {
        if (owners == null) {
            return null;
        }
        Iterator<Spot> all = owners.iterator();
        for (int i = 0; known != null && i < NEAR && all.hasNext(); i++) {
            if (all.next() == known) {
                all.remove();
                return known;
            }
        }
        return owners.poll();
    }
}
