package org.consentry.mappers.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Stepping from an element to its children, choices included: {@code value} finds {@code valueQuantity}. */
final class Members {
    private static final Set<String> TYPES = Set.of(
            "Address",
            "Age",
            "Annotation",
            "Attachment",
            "Base64Binary",
            "Boolean",
            "Canonical",
            "Code",
            "CodeableConcept",
            "CodeableReference",
            "Coding",
            "ContactDetail",
            "ContactPoint",
            "Contributor",
            "Count",
            "DataRequirement",
            "Date",
            "DateTime",
            "Decimal",
            "Distance",
            "Dosage",
            "Duration",
            "Expression",
            "HumanName",
            "Id",
            "Identifier",
            "Instant",
            "Integer",
            "Integer64",
            "Markdown",
            "Meta",
            "Money",
            "Oid",
            "ParameterDefinition",
            "Period",
            "PositiveInt",
            "Quantity",
            "Range",
            "Ratio",
            "RatioRange",
            "Reference",
            "RelatedArtifact",
            "SampledData",
            "Signature",
            "String",
            "Time",
            "Timing",
            "TriggerDefinition",
            "UnsignedInt",
            "Uri",
            "Url",
            "UsageContext",
            "Uuid");

    private Members() {}

    static Path of(String name) {
        return (input, scope) -> {
            List<Item> found = new ArrayList<>();
            for (Item item : input) {
                collect(item.node(), name, found);
            }
            return found;
        };
    }

    private static void collect(JsonNode node, String name, List<Item> found) {
        JsonNode child = node.get(name);
        if (child != null) {
            spread(child, "", found);
        } else if (node.isObject() && name.equals(node.path("resourceType").asString(""))) {
            found.add(Item.of(node));
        } else if (node.isObject()) {
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                String key = field.getKey();
                if (key.startsWith(name) && TYPES.contains(key.substring(name.length()))) {
                    spread(field.getValue(), key.substring(name.length()), found);
                }
            }
        }
    }

    private static void spread(JsonNode child, String type, List<Item> found) {
        if (child.isArray()) {
            child.forEach(one -> spread(one, type, found));
        } else if (!child.isNull()) {
            found.add(new Item(child, type));
        }
    }

    /** Whether an item is of a type: by its field's name, or where that does not tell, by its JSON. */
    static boolean is(Item item, String type) {
        if (!item.type().isEmpty()) {
            return item.type().equalsIgnoreCase(type);
        }
        JsonNode node = item.node();
        String resourceType = node.path("resourceType").asString("");
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "boolean" -> node.isBoolean();
            case "integer" -> node.isIntegralNumber();
            case "decimal" -> node.isNumber();
            case "string" -> node.isString();
            default -> resourceType.equals(type);
        };
    }
}
