package org.consentry.gateway.record;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.consentry.gateway.record.Conditions.Condition;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Rewrites references inside a bundle: names of other entries become their ids, conditional references what they find.
 * Only elements that hold references or links are touched, so an identifier that happens to look like one stays.
 */
final class LocalReferences {
    private static final Set<String> PLACES =
            Set.of("reference", "url", "uri", "valueUri", "valueUrl", "valueCanonical", "valueUuid");
    private static final Pattern CONDITIONAL = Pattern.compile("([A-Z][A-Za-z]{1,63})\\?(.{1,2048})");

    private final Map<String, String> names = new HashMap<>();

    void name(String fullUrl, ResourceId id) {
        if (!fullUrl.isEmpty()) {
            names.put(fullUrl, id.reference());
        }
    }

    void name(Condition condition, ResourceId id) {
        names.put(condition.type() + "?" + condition.query(), id.reference());
    }

    /** The conditional references in a resource. */
    static void conditions(JsonNode node, Set<Condition> found) {
        if (node instanceof ObjectNode object) {
            JsonNode reference = object.get("reference");
            if (reference != null && reference.isString()) {
                condition(reference.stringValue()).ifPresent(found::add);
            }
        }
        if (node.isContainer()) {
            for (JsonNode child : node) {
                if (child.isContainer()) {
                    conditions(child, found);
                }
            }
        }
    }

    private static Optional<Condition> condition(String reference) {
        if (reference.indexOf('?') < 0) {
            return Optional.empty();
        }
        Matcher matcher = CONDITIONAL.matcher(reference);
        return matcher.matches() && Definitions.r4().isType(matcher.group(1))
                ? Optional.of(new Condition(matcher.group(1), matcher.group(2)))
                : Optional.empty();
    }

    void rewrite(JsonNode node) {
        if (node instanceof ArrayNode array) {
            array.forEach(this::rewrite);
        } else if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                JsonNode value = field.getValue();
                if (value.isContainer()) {
                    rewrite(value);
                } else if (value.isString() && PLACES.contains(field.getKey())) {
                    String name = names.get(value.stringValue());
                    if (name != null) {
                        field.setValue(StringNode.valueOf(name));
                    }
                }
            }
        }
    }
}
