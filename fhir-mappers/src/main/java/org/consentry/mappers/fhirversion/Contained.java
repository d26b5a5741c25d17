package org.consentry.mappers.fhirversion;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a resource contains, as FHIR has it: side by side (dom-2), each under an id of its own that FHIR takes. Senders
 * nest them, leave ids out, and write the sign into the id that belongs before it in a reference.
 */
final class Contained {

    private static final Pattern NO_ID = Pattern.compile("[^A-Za-z0-9.\\-]");
    private static final int LONGEST_ID = 60;

    private Contained() {}

    /** Puts them right, and the references to them. */
    static void order(ObjectNode resource) {
        if (!(resource.get("contained") instanceof ArrayNode contained)) {
            return;
        }
        Set<String> taken = new HashSet<>();
        Map<String, String> names = new HashMap<>();
        // Those that were inside come after all others, so the loop comes to them too.
        for (int i = 0; i < contained.size(); i++) {
            if (contained.get(i) instanceof ObjectNode one) {
                name(one, taken, names);
                if (one.remove("contained") instanceof ArrayNode inner) {
                    inside(one, inner, taken);
                    inner.forEach(contained::add);
                }
            }
        }
        if (!names.isEmpty()) {
            rename(resource, names);
        }
    }

    private static void name(ObjectNode one, Set<String> taken, Map<String, String> names) {
        String sent = id(one);
        // The references are to the first of two by one name.
        boolean second = taken.contains(sent);
        String id = free(sent, taken);
        taken.add(id);
        if (!second && !id.equals(sent)) {
            one.put("id", id);
            names.putIfAbsent(sent.startsWith("#") ? sent : "#" + sent, "#" + id);
        }
    }

    /** Two resources may each contain another by the same name. */
    private static void inside(ObjectNode one, ArrayNode inner, Set<String> taken) {
        Map<String, String> names = new HashMap<>();
        for (JsonNode node : inner) {
            if (node instanceof ObjectNode object && taken.contains(id(object))) {
                String id = free(id(object), taken);
                names.put("#" + id(object), "#" + id);
                object.put("id", id);
            }
        }
        if (!names.isEmpty()) {
            rename(one, names);
            inner.forEach(object -> rename(object, names));
        }
    }

    private static String id(ObjectNode object) {
        return object.path("id").asString("");
    }

    private static String free(String sent, Set<String> taken) {
        String plain =
                NO_ID.matcher(sent.startsWith("#") ? sent.substring(1) : sent).replaceAll("-");
        String id = plain.isEmpty() ? "contained" : plain.substring(0, Math.min(plain.length(), LONGEST_ID));
        if (!taken.contains(id)) {
            return id;
        }
        int number = taken.size();
        while (taken.contains(id + "-" + number)) {
            number++;
        }
        return id + "-" + number;
    }

    private static void rename(JsonNode node, Map<String, String> names) {
        if (node instanceof ObjectNode object) {
            String name = names.get(object.path("reference").asString(""));
            if (name != null) {
                object.put("reference", name);
            }
        }
        if (node.isContainer()) {
            node.forEach(child -> rename(child, names));
        }
    }
}
