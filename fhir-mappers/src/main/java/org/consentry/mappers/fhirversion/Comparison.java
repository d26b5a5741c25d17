package org.consentry.mappers.fhirversion;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
     */
    record Lost(String path, String name, JsonNode value, ObjectNode home) {}

    /** Where an object stands. */
    private record Place(ObjectNode parent, String name) {}

    private static final Set<String> ASSUMPTIONS = Set.of(Required.ABSENT, Required.ASSUMED);

    private final Sameness same;
    private final Map<ObjectNode, ObjectNode> counterparts = new IdentityHashMap<>();
    private final Map<ObjectNode, Place> olderPlaces = new IdentityHashMap<>();
    private final Map<ObjectNode, Place> places = new IdentityHashMap<>();
    private final List<Gap> gaps = new ArrayList<>();
    private final List<Runnable> spare = new ArrayList<>();
    private final Map<String, Deque<ObjectNode>> values = new HashMap<>();

    private Comparison(Sameness same) {
        this.same = same;
    }

    static List<Lost> of(ObjectNode older, ObjectNode r4, Sameness same) {
        Comparison comparison = new Comparison(same);
        comparison.objects(older, r4);
        if (comparison.gaps.isEmpty()) {
            return List.of();
        }
        comparison.spare.forEach(Runnable::run);
        comparison.gaps.forEach(comparison::meet);
        List<Lost> lost = new ArrayList<>();
        comparison.gaps.forEach(gap -> comparison.tell(gap, lost));
        return lost;
    }

    private void objects(ObjectNode older, ObjectNode r4) {
        counterparts.put(older, r4);
        int met = 0;
        for (Map.Entry<String, JsonNode> property : older.properties()) {
            JsonNode there = r4.get(property.getKey());
            met += there == null ? 0 : 1;
            if (property.getKey().equals("resourceType")) {
                continue;
            }
            if (there == null) {
                missing(older, property.getKey(), property.getValue());
            } else {
                both(older, r4, property.getKey(), property.getValue(), there);
            }
        }
        if (met < r4.size()) {
            r4.properties().stream()
                    .filter(property -> !older.has(property.getKey()))
                    .forEach(property -> spare.add(() -> spare(r4, property.getKey(), property.getValue())));
        }
    }

    private void both(ObjectNode older, ObjectNode r4, String name, JsonNode value, JsonNode there) {
        if (value instanceof ObjectNode object && there instanceof ObjectNode counterpart) {
            olderPlaces.put(object, new Place(older, name));
            places.put(counterpart, new Place(r4, name));
            objects(object, counterpart);
        } else if (value instanceof ArrayNode items && there instanceof ArrayNode others) {
            if (items.size() == others.size()) {
                for (int i = 0; i < items.size(); i++) {
                    both(older, r4, name, items.get(i), others.get(i));
                }
            } else {
                apart(older, r4, name, value, there);
            }
        } else if (value instanceof ArrayNode items && items.size() == 1) {
            both(older, r4, name, items.get(0), there);
        } else if (there instanceof ArrayNode others && others.size() == 1) {
            both(older, r4, name, value, others.get(0));
        } else if (value.isContainer() || there.isContainer() || !alike(older, r4, name, value, there)) {
            apart(older, r4, name, value, there);
        }
    }

    /** Narratives are written anew; that there is one is enough. */
    private boolean alike(ObjectNode older, ObjectNode r4, String name, JsonNode value, JsonNode there) {
        boolean narrative = name.equals("div") && older.has("status") && r4.has("status");
        return value.isNull() || narrative || same.says(value, there);
    }

    private void apart(ObjectNode older, ObjectNode r4, String name, JsonNode value, JsonNode there) {
        missing(older, name, value);
        spare.add(() -> spare(r4, name, there));
    }

    private void missing(ObjectNode owner, String name, JsonNode value) {
        gap(owner, name, value, gaps);
    }

    private void gap(ObjectNode owner, String name, JsonNode value, List<Gap> siblings) {
        if (value instanceof ArrayNode items) {
            items.forEach(item -> gap(owner, name, item, siblings));
        } else if (value instanceof ObjectNode object) {
            olderPlaces.put(object, new Place(owner, name));
            Gap gap = new Gap(owner, name, value);
            object.properties().forEach(inner -> gap(object, inner.getKey(), inner.getValue(), gap.inner));
            siblings.add(gap);
        } else if (!value.isNull()) {
            siblings.add(new Gap(owner, name, value));
        }
    }

    private void spare(ObjectNode owner, String name, JsonNode value) {
        if (value instanceof ArrayNode items) {
            items.forEach(item -> spare(owner, name, item));
        } else if (value instanceof ObjectNode object) {
            places.put(object, new Place(owner, name));
            if (!ASSUMPTIONS.contains(object.path("url").asString(""))) {
                object.properties().forEach(inner -> spare(object, inner.getKey(), inner.getValue()));
            }
        } else if (!assumed(owner, name)) {
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
        gap.inner.forEach(this::meet);
        if (gap.value.isContainer()) {
            return;
        }
        for (String form : same.forms(gap.value)) {
            Deque<ObjectNode> owners = values.get(form);
            ObjectNode found = owners == null ? null : owners.poll();
            if (found != null) {
                gap.met = true;
                counterparts(gap.owner, found);
                return;
            }
        }
    }

    /** Objects around values that met are the same, and so are those around them. */
    private void counterparts(ObjectNode older, ObjectNode r4) {
        Place from = olderPlaces.get(older);
        Place to = places.get(r4);
        if (from != null && to != null && counterparts.putIfAbsent(older, r4) == null) {
            counterparts(from.parent(), to.parent());
        }
    }

    private void tell(Gap gap, List<Lost> lost) {
        if (gap.isWhole()) {
            lost.add(new Lost(path(gap.owner, gap.name), gap.name, gap.value, home(gap.owner)));
        } else {
            gap.inner.forEach(inner -> tell(inner, lost));
        }
    }

    private String path(ObjectNode owner, String name) {
        Place place = olderPlaces.get(owner);
        String type = owner.path("resourceType").asString("");
        return (place == null || !type.isEmpty() ? type : path(place.parent(), place.name())) + "." + name;
    }

    private ObjectNode home(ObjectNode owner) {
        ObjectNode older = owner;
        Place place = olderPlaces.get(older);
        while (!counterparts.containsKey(older) && place != null) {
            older = place.parent();
            place = olderPlaces.get(older);
        }
        ObjectNode home = counterparts.get(older);
        Place around = places.get(home);
        while (around != null && (around.name().equals("extension") || around.name().equals("modifierExtension"))) {
            // An extension that has a value has no extensions.
            home = around.parent();
            around = places.get(home);
        }
        return home;
    }

    /** What has no counterpart in its place. */
    private static final class Gap {
        private final ObjectNode owner;
        private final String name;
        private final JsonNode value;
        private final List<Gap> inner = new ArrayList<>();
        private boolean met;

        Gap(ObjectNode owner, String name, JsonNode value) {
            this.owner = owner;
            this.name = name;
            this.value = value;
        }

        /** Whether there is something in it, and none of it was met. */
        boolean isWhole() {
            return value.isContainer()
                    ? !inner.isEmpty() && inner.stream().allMatch(Gap::isWhole)
                    : !met;
        }
    }
}
