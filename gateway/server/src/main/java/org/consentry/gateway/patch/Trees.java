package org.consentry.gateway.patch;

import java.util.LinkedHashSet;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What both kinds of patch do with JSON trees. */
final class Trees {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Trees() {}

    static JsonNode parse(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException e) {
            throw Problem.of(ProblemKind.MALFORMED, "The body is not well-formed JSON");
        }
    }

    static byte[] bytes(JsonNode node) {
        return JSON.writeValueAsBytes(node);
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    static ArrayNode array() {
        return JSON.createArrayNode();
    }

    /** Equality as RFC 6902 section 4.6 has it: numbers by value, objects without order. */
    static boolean same(JsonNode left, JsonNode right) {
        if (left.isNumber() && right.isNumber()) {
            return left.decimalValue().compareTo(right.decimalValue()) == 0;
        }
        if (left.isArray() && right.isArray() && left.size() == right.size()) {
            for (int i = 0; i < left.size(); i++) {
                if (!same(left.get(i), right.get(i))) {
                    return false;
                }
            }
            return true;
        }
        if (left.isObject() && right.isObject() && left.size() == right.size()) {
            return left.properties().stream()
                    .allMatch(field -> right.has(field.getKey()) && same(field.getValue(), right.get(field.getKey())));
        }
        return left.equals(right);
    }

    /** FHIR's JSON has no empty lists or objects, so what a patch emptied goes. */
    static boolean prune(JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (String name : new LinkedHashSet<>(object.propertyNames())) {
                if (prune(object.path(name))) {
                    object.remove(name);
                }
            }
            return object.isEmpty();
        }
        if (node instanceof ArrayNode array) {
            boolean nothing = true;
            for (int i = array.size() - 1; i >= 0; i--) {
                JsonNode child = array.get(i);
                if (child.isContainer() && prune(child)) {
                    array.remove(i);
                } else {
                    nothing &= child.isNull();
                }
            }
            return nothing;
        }
        return false;
    }
}
