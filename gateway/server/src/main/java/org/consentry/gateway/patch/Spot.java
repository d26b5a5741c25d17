package org.consentry.gateway.patch;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeChildChoiceDefinition;
import ca.uhn.fhir.parser.DataFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A place in a resource: a value, what holds it and what R4 says about it. Literals of an expression and the resource
 * itself have no parent.
 *
 * @param key the JSON member of the parent
 * @param index in the list below that key; -1 where the value stands alone
 * @param slot what may stand at the place
 * @param definition what does
 */
record Spot(
        @Nullable ObjectNode parent,
        String key,
        int index,
        JsonNode node,
        @Nullable BaseRuntimeChildDefinition slot,
        @Nullable BaseRuntimeElementDefinition<?> definition) {
    private static final FhirContext R4 = FhirContext.forR4Cached();

    static Spot root(ObjectNode resource) {
        String type = resource.path("resourceType").stringValue("");
        return new Spot(null, type, -1, resource, null, R4.getResourceDefinition(type));
    }

    static Spot literal(JsonNode value) {
        return new Spot(null, "", -1, value, null, null);
    }

    /** What R4 says about a child, by its name with or without the type of a choice; null when there is no such. */
    @Nullable
    BaseRuntimeChildDefinition child(String name) {
        BaseRuntimeElementDefinition<?> own = node.has("resourceType")
                ? R4.getResourceDefinition(node.path("resourceType").stringValue(""))
                : definition;
        if (own instanceof BaseRuntimeElementCompositeDefinition<?> composite) {
            BaseRuntimeChildDefinition plain = composite.getChildByName(name);
            return plain == null ? composite.getChildByName(name + "[x]") : plain;
        }
        return null;
    }

    /** The values of a child element; several for a list, at most one for a choice. */
    List<Spot> children(String name) {
        BaseRuntimeChildDefinition child = child(name);
        List<Spot> found = new ArrayList<>();
        if (child != null && node instanceof ObjectNode object) {
            for (String key : child.getValidChildNames()) {
                JsonNode value = object.get(key);
                BaseRuntimeElementDefinition<?> type = child.getChildByName(key);
                if (value instanceof ArrayNode list) {
                    for (int i = 0; i < list.size(); i++) {
                        found.add(new Spot(object, key, i, list.get(i), child, type));
                    }
                } else if (value != null) {
                    found.add(new Spot(object, key, -1, value, child, type));
                }
            }
        }
        return found;
    }

    /** The JSON member for a value of this type: {@code value} and {@code Quantity} make {@code valueQuantity}. */
    static String key(BaseRuntimeChildDefinition child, String type) {
        String name = child.getElementName().replace("[x]", "");
        return child instanceof RuntimeChildChoiceDefinition ? name + capital(type) : name;
    }

    private static String capital(String type) {
        return type.isEmpty() ? type : type.substring(0, 1).toUpperCase(Locale.ROOT) + type.substring(1);
    }

    /** The JSON member that a value of this type would have here. */
    String keyFor(String type) {
        return slot == null || type.isEmpty() ? key : key(slot, type);
    }

    /** Whether the value is of this FHIR type. */
    boolean isA(String type) {
        try {
            return definition != null && definition.getName().equalsIgnoreCase(type);
        } catch (DataFormatException e) {
            return false;
        }
    }

    /** Whether the value stands in a list of exactly this object, not of one that looks like it. */
    @SuppressWarnings("ReferenceEquality")
    boolean isInList(ObjectNode holder) {
        return parent == holder && index >= 0;
    }

    /** Takes the value away, and what stands beside it under the underscored name. */
    void remove() {
        if (parent == null) {
            return;
        }
        for (String name : List.of(key, "_" + key)) {
            if (index < 0) {
                parent.remove(name);
            } else if (parent.get(name) instanceof ArrayNode list && index < list.size()) {
                list.remove(index);
            }
        }
    }
}
