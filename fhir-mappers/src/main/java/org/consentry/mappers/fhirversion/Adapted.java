package org.consentry.mappers.fhirversion;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import ca.uhn.fhir.context.RuntimeChildPrimitiveEnumerationDatatypeDefinition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consentry.mappers.FhirJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/*
 * HAPI's converters throw on some thirty types, because somebody would have to write each by hand. Most of what such a
 * resource says has the same name and shape in R4, though. So the tree is walked along R4's own definitions: what fits
 * stays; what differs in number, or in being a code, a concept, a reference or a text, is bent; a name that changed is
 * looked up; and what R4 has no place for is left to Lossless. What comes out is valid by construction, once Required has
 * filled what is new.
 */
/** A resource of a type without a converter, shaped by R4's definitions. */
final class Adapted {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> AS_THEY_ARE = Set.of(
            "resourceType",
            "id",
            "meta",
            "implicitRules",
            "language",
            "text",
            "contained",
            "extension",
            "fhir_comments",
            "modifierExtension");

    /** Concepts that must have a code of a closed list, which older versions tell by a code. */
    private static final Set<String> CLOSED = Set.of("clinicalStatus", "verificationStatus");

    /** Names that changed, by the R4 type and the older name. */
    private static final Map<String, String> RENAMED = Map.ofEntries(
            Map.entry("AdverseEvent.type", "event"),
            Map.entry("AdverseEvent.reaction", "resultingCondition"),
            Map.entry("ChargeItem.participant", "performer"),
            Map.entry("ChargeItem.performer.role", "function"),
            Map.entry("ClinicalImpression.context", "encounter"),
            Map.entry("DeviceRequest.context", "encounter"),
            Map.entry("DeviceRequest.reasonCodeableConcept", "reasonCode"),
            Map.entry("DocumentManifest.indexed", "created"),
            Map.entry("GuidanceResponse.context", "encounter"),
            Map.entry("GuidanceResponse.module", "moduleCanonical"),
            Map.entry("GuidanceResponse.reasonCodeableConcept", "reasonCode"),
            Map.entry("MeasureReport.patient", "subject"),
            Map.entry("RequestGroup.context", "encounter"),
            Map.entry("RequestGroup.reasonCodeableConcept", "reasonCode"),
            Map.entry("SupplyRequest.date", "authoredOn"),
            Map.entry("VisionPrescription.dispense", "lensSpecification"));

    private Adapted() {}

    /** The same resource as R4 has it. */
    static ObjectNode of(ObjectNode source) throws NotConverted {
        String type = Types.r4(source.path("resourceType").asString(""));
        if (!FhirJson.context().getResourceTypes().contains(type)) {
            throw new NotConverted(new IllegalArgumentException("R4 has no such type"));
        }
        ObjectNode shaped = object(source, FhirJson.context().getResourceDefinition(type), type);
        shaped.put("resourceType", type);
        return shaped;
    }

    /**
     * Puts into an R4 resource what R4 has by the same name, and a converter left out.
     *
     * @return false if R4 has no such element, or the values are none for it
     */
    static boolean place(ObjectNode resource, String name, ArrayNode values) {
        String type = resource.path("resourceType").asString("");
        if (CLOSED.contains(name) && values.path(0).isString()) {
            // R4 takes no words alone where only its own codes will do; the older code is carried.
            return false;
        }
        int before = resource.size();
        put(resource, FhirJson.context().getResourceDefinition(type), type, name, values);
        return resource.size() > before;
    }

    private static ObjectNode object(ObjectNode source, BaseRuntimeElementCompositeDefinition<?> type, String path) {
        ObjectNode shaped = JSON.createObjectNode();
        String potential = path.equals("AdverseEvent") ? source.path("category").asString("") : "";
        if (potential.equals("AE") || potential.equals("PAE")) {
            source.remove("category");
            source.put("actuality", potential.equals("AE") ? "actual" : "potential");
        }
        if (path.equals("SupplyRequest") && source.remove("orderedItem") instanceof ObjectNode ordered) {
            // R4 has what is ordered beside it.
            ordered.properties().forEach(property -> source.set(property.getKey(), property.getValue()));
        }
        for (Map.Entry<String, JsonNode> property : source.properties()) {
            String name = property.getKey();
            if (AS_THEY_ARE.contains(name)) {
                shaped.set(name, property.getValue());
            } else if (name.startsWith("_")) {
                if (type.getChildByName(name.substring(1)) != null) {
                    shaped.set(name, property.getValue());
                }
            } else {
                put(shaped, type, path, RENAMED.getOrDefault(path + "." + name, name), property.getValue());
            }
        }
        return shaped;
    }

    /** Leaves it out if R4 has no such element, or the value is none for it. */
    private static void put(
            ObjectNode shaped,
            BaseRuntimeElementCompositeDefinition<?> type,
            String path,
            String name,
            JsonNode value) {
        BaseRuntimeChildDefinition child = type.getChildByName(name);
        if (child == null || shaped.has(name)) {
            return;
        }
        BaseRuntimeElementDefinition<?> element = child.getChildByName(name);
        ArrayNode items = JSON.createArrayNode();
        for (JsonNode one : value.isArray() ? value : List.of(value)) {
            JsonNode item = item(one, child, element, path + "." + name);
            if (item == null || (item.isObject() && item.isEmpty())) {
                return;
            }
            items.add(item);
        }
        if (items.isEmpty() || (child.getMax() == 1 && items.size() > 1)) {
            return;
        }
        shaped.set(name, child.getMax() == 1 ? items.get(0) : items);
    }

    private static @Nullable JsonNode item(
            JsonNode value, BaseRuntimeChildDefinition child, BaseRuntimeElementDefinition<?> element, String path) {
        if (element instanceof BaseRuntimeElementCompositeDefinition<?> composite) {
            ObjectNode object = value instanceof ObjectNode known ? known : wrapped(value, composite.getName());
            return object == null ? null : object(bent(object, composite.getName()), composite, path);
        }
        JsonNode plain = plain(value);
        if (plain != null
                && element.getName().equals("canonical")
                && plain.asString("").indexOf(':') < 0) {
            // A canonical is absolute; what one server calls Type/id is known to nobody else.
            return null;
        }
        if (plain == null || !(child instanceof RuntimeChildPrimitiveEnumerationDatatypeDefinition bound)) {
            return plain;
        }
        return knows(bound.getBoundEnumType(), plain.asString("")) ? plain : null;
    }

    /** A text where R4 has more. */
    private static @Nullable ObjectNode wrapped(JsonNode value, String type) {
        if (!value.isString()) {
            return null;
        }
        return switch (type) {
            case "CodeableConcept", "Annotation" -> JSON.createObjectNode().put("text", value.asString());
            // A text that looks like a reference to something contained is none to anything (ref-1).
            case "Reference" ->
                JSON.createObjectNode()
                        .put(value.asString("").startsWith("#") ? "display" : "reference", value.asString());
            case "Identifier" -> JSON.createObjectNode().put("value", value.asString());
            default -> null;
        };
    }

    /** A coding where R4 has a concept, a concept where it has a coding, a wrapper where it has a reference. */
    private static ObjectNode bent(ObjectNode object, String type) {
        boolean coding = object.has("code") && !object.has("coding");
        if (type.equals("CodeableConcept") && coding) {
            ObjectNode concept = JSON.createObjectNode();
            concept.putArray("coding").add(object);
            return concept;
        }
        if (type.equals("Coding") && object.path("coding").path(0) instanceof ObjectNode first) {
            return first;
        }
        if (type.equals("Reference") && !object.has("reference")) {
            for (JsonNode inner : object) {
                if (inner instanceof ObjectNode reference && reference.has("reference")) {
                    return reference;
                }
            }
        }
        return object;
    }

    /** A reference where R4 has a canonical, a concept where it has a code. */
    private static @Nullable JsonNode plain(JsonNode value) {
        if (!value.isObject()) {
            return value;
        }
        for (JsonNode inner : List.of(
                value.path("reference"),
                value.path("code"),
                value.path("coding").path(0).path("code"))) {
            if (inner.isString()) {
                return inner;
            }
        }
        return null;
    }

    private static boolean knows(Class<? extends Enum<?>> codes, String code) {
        try {
            return codes.getMethod("fromCode", String.class).invoke(null, code) != null;
        } catch (ReflectiveOperationException unknown) {
            return false;
        }
    }
}
