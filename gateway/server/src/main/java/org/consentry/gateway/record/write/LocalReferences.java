package org.consentry.gateway.record.write;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.definition.Definitions;
import org.consentry.gateway.record.search.Conditions.Condition;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Rewrites references inside a bundle: names of other entries become their ids, conditional references what they find.
 * Only elements that hold references or links are touched, so an identifier that happens to look like one stays.
 */
final class LocalReferences {
    /** Elements of type Reference, uri, url, oid and uuid; a canonical URL stays what it is. */
    private static final Set<String> PLACES = Set.of(
            "reference",
            "url",
            "uri",
            "valueUri",
            "valueUrl",
            "valueOid",
            "valueUuid",
            "address",
            "authorizationUrl",
            "definitionUri",
            "derivedFromUri",
            "endpoint",
            "eventUri",
            "implicitRules",
            "instantiatesUri",
            "moduleUri",
            "onlineInformation",
            "policy",
            "protocol",
            "sourceUri",
            "targetUri");

    private static final Pattern CONDITIONAL = Pattern.compile("([A-Z][A-Za-z]{1,63})\\?(.{1,2048})");

    /** A link of a narrative; the names of entries hold no quotes. */
    private static final Pattern LINK = Pattern.compile("((?:href|src)=[\"'])([^\"'\\s]{1,256})(?=[\"'])");

    private static final Pattern BY_IDENTIFIER =
            Pattern.compile("identifier=(?:([^|&,]{0,1024})(?:\\||%7[Cc]))?([^|&,]{1,1024})");

    private final Map<String, String> names = new HashMap<>();
    private final Map<String, Condition> logical = new HashMap<>();

    void name(String fullUrl, ResourceId id) {
        if (!fullUrl.isEmpty()) {
            names.put(fullUrl, id.reference());
        }
    }

    void name(Condition condition, ResourceId id) {
        names.put(condition.type() + "?" + condition.query(), id.reference());
    }

    /** Whether a conditional reference can stay as a logical one: it names one identifier and nothing else. */
    static boolean isLogical(Condition condition) {
        return BY_IDENTIFIER.matcher(condition.query()).matches();
    }

    /** A conditional reference that becomes a logical one: the identifier stays, the reference goes. */
    void keepLogical(Condition condition) {
        logical.put(condition.type() + "?" + condition.query(), condition);
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

    /** Rewrites what a resource says of others. What it is called itself is a canonical URL, as those that name it are. */
    void rewrite(ObjectNode resource) {
        JsonNode own = resource.get("url");
        rewriteIn(resource);
        if (own != null) {
            resource.set("url", own);
        }
    }

    private void rewriteIn(JsonNode node) {
        if (node instanceof ArrayNode array) {
            array.forEach(this::rewriteIn);
        } else if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                JsonNode value = field.getValue();
                if (value instanceof ArrayNode list && PLACES.contains(field.getKey())) {
                    for (int i = 0; i < list.size(); i++) {
                        list.set(i, named(list.get(i)));
                    }
                } else if (value.isString() && PLACES.contains(field.getKey())) {
                    field.setValue(named(value));
                } else if (value.isString() && field.getKey().equals("div")) {
                    field.setValue(linked(value));
                }
                if (value.isContainer()) {
                    rewriteIn(value);
                }
            }
            Condition kept = logical.get(object.path("reference").stringValue(""));
            if (kept != null) {
                makeLogical(object, kept);
            }
        }
    }

    private JsonNode named(JsonNode value) {
        String name = value.isString() ? names.get(value.stringValue()) : null;
        return name == null ? value : StringNode.valueOf(name);
    }

    private JsonNode linked(JsonNode narrative) {
        String text = narrative.stringValue();
        if (!text.contains("href=") && !text.contains("src=")) {
            return narrative;
        }
        return StringNode.valueOf(LINK.matcher(text).replaceAll(link -> {
            String name = names.getOrDefault(link.group(2), link.group(2));
            return Matcher.quoteReplacement(link.group(1) + name);
        }));
    }

    /** References of a type, by identifier: {@code {"type": …, "identifier": {…}}}. */
    private static void makeLogical(ObjectNode reference, Condition condition) {
        Matcher matcher = BY_IDENTIFIER.matcher(condition.query());
        if (!matcher.matches()) {
            return;
        }
        reference.remove("reference");
        reference.put("type", condition.type());
        if (!reference.has("identifier")) {
            ObjectNode identifier = reference.putObject("identifier");
            String system = matcher.group(1);
            if (system != null && !system.isEmpty()) {
                identifier.put("system", decoded(system));
            }
            identifier.put("value", decoded(matcher.group(2)));
        }
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
