package org.consentry.mappers.fhirversion;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.exceptions.FHIRException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Values for every element of an older version's types, each of them different, made from the models. */
final class OlderElements {

    /** An element of a type; its types are more than one if it is a choice. A reference has a target that it may have. */
    record Child(String name, List<String> types, boolean many, String target) {}

    /** A value, and where it stands in the tree it was made for. */
    record Leaf(String pointer, String sentinel, List<String> codes) {}

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Set<String> SKIPPED =
            Set.of("extension", "modifierExtension", "contained", "text", "meta", "implicitRules", "language", "id");
    private static final Pattern TARGET = Pattern.compile("Reference\\((\\w+)");
    private static final int DEPTH = 5;

    private final FhirVersion version;
    private final List<Leaf> leaves = new ArrayList<>();
    private int count;

    OlderElements(FhirVersion version) {
        this.version = version;
    }

    static List<String> types(FhirVersion version) {
        Object[] all = version == FhirVersion.STU3
                ? org.hl7.fhir.dstu3.model.ResourceType.values()
                : org.hl7.fhir.dstu2.model.ResourceType.values();
        return Arrays.stream(all).map(Object::toString).sorted().toList();
    }

    /** A resource of each type with one of its elements, for each of those and of its types. */
    static void forEach(FhirVersion version, BiConsumer<ObjectNode, OlderElements> check) {
        for (String type : OlderElements.types(version)) {
            Object model = new OlderElements(version).resource(type);
            if (model == null || type.equals("Bundle")) {
                continue;
            }
            for (OlderElements.Child child : new OlderElements(version).children(model)) {
                for (String one : child.types()) {
                    OlderElements elements = new OlderElements(version);
                    ObjectNode resource =
                            NODES.objectNode().put("resourceType", type).put("id", "x1");
                    elements.put(resource, model, child, one);
                    if (!elements.leaves().isEmpty()) {
                        check.accept(resource, elements);
                    }
                }
            }
        }
    }

    /** The same resource with another code in one place. */
    static ObjectNode with(ObjectNode resource, String pointer, String code) {
        ObjectNode changed = resource.deepCopy();
        int cut = pointer.lastIndexOf('/');
        JsonNode parent = changed.at(pointer.substring(0, cut));
        String name = pointer.substring(cut + 1);
        boolean plain = code.equals("true") || code.equals("false");
        JsonNode value = plain ? BooleanNode.valueOf(code.equals("true")) : StringNode.valueOf(code);
        if (parent instanceof ObjectNode object) {
            object.set(name, value);
        } else {
            ((ArrayNode) parent).set(Integer.parseInt(name), value);
        }
        return changed;
    }

    List<Leaf> leaves() {
        return leaves;
    }

    @Nullable
    Object resource(String type) {
        try {
            return version == FhirVersion.STU3
                    ? org.hl7.fhir.dstu3.model.ResourceFactory.createResource(type)
                    : org.hl7.fhir.dstu2.model.ResourceFactory.createResource(type);
        } catch (FHIRException e) {
            return null;
        }
    }

    List<Child> children(Object element) {
        if (element instanceof org.hl7.fhir.dstu3.model.Base base) {
            return base.children().stream()
                    .filter(child -> !SKIPPED.contains(child.getName()))
                    .map(child -> child(child.getName(), child.getTypeCode(), child.getMaxCardinality()))
                    .toList();
        }
        return ((org.hl7.fhir.dstu2.model.Base) element)
                .children().stream()
                        .filter(child -> !SKIPPED.contains(child.getName()))
                        .map(child -> child(
                                child.getName(),
                                child.getTypeCode(),
                                isList(element.getClass(), child.getName()) ? 2 : 1))
                        .toList();
    }

    /** DSTU2's model says of each element that there may be many. */
    private static boolean isList(Class<?> type, String name) {
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            for (Field field : at.getDeclaredFields()) {
                if (field.getName().equals(name) || field.getName().equals(name + "_")) {
                    return List.class.isAssignableFrom(field.getType());
                }
            }
        }
        return false;
    }

    private static Child child(String name, String types, int max) {
        String plain = types.replaceAll("\\([^)]*\\)", "").replaceAll("@.*", "");
        String known = plain.equals("*") ? "string|Quantity|Period" : plain;
        return new Child(name.replace("[x]", ""), List.of(known.split("\\|")), max > 1, target(types));
    }

    private static String target(String types) {
        Matcher first = TARGET.matcher(types);
        boolean any =
                !first.find() || first.group(1).equals("Any") || first.group(1).equals("Resource");
        return any ? "Patient" : first.group(1);
    }

    /** Puts a value of one of the child's types into a resource. */
    void put(ObjectNode resource, Object model, Child child, String type) {
        put(resource, model, child, type, child.types().size() > 1, "", DEPTH);
    }

    private void put(
            ObjectNode object, Object parent, Child child, String type, boolean choice, String pointer, int depth) {
        String name = choice ? child.name() + Character.toUpperCase(type.charAt(0)) + type.substring(1) : child.name();
        String at = pointer + "/" + name + (child.many() ? "/0" : "");
        JsonNode value = value(parent, name, child, type, at, depth);
        if (value != null && child.many()) {
            ArrayNode items = NODES.arrayNode().add(value);
            object.set(name, items);
        } else if (value != null) {
            object.set(name, value);
        }
    }

    private @Nullable JsonNode value(Object parent, String name, Child element, String type, String at, int depth) {
        List<String> codes = codes(parent, element.name());
        String text = codes.isEmpty() ? Sentinels.text(type, ++count) : codes.get(0);
        if (text != null) {
            leaves.add(new Leaf(at, text, type.equals("boolean") ? List.of("true", "false") : codes));
            return Sentinels.node(type, text);
        }
        Object inner = depth == 0 ? null : child(parent, name);
        if (inner == null) {
            return null;
        }
        ObjectNode made = NODES.objectNode();
        if (type.equals("Reference")) {
            String reference = element.target() + "/zq" + ++count;
            made.put("reference", reference);
            leaves.add(new Leaf(at + "/reference", reference, List.of()));
        }
        for (Child one : children(inner)) {
            if (!made.has(one.name())) {
                put(made, inner, one, one.types().get(0), one.types().size() > 1, at, depth - 1);
            }
        }
        return made.isEmpty() ? null : made;
    }

    private static @Nullable Object child(Object parent, String name) {
        try {
            return parent instanceof org.hl7.fhir.dstu3.model.Base base
                    ? base.addChild(name)
                    : ((org.hl7.fhir.dstu2.model.Base) parent).addChild(name);
        } catch (FHIRException none) {
            return null;
        }
    }

    /** The codes of an element that has only certain ones. */
    private static List<String> codes(Object parent, String element) {
        String getter = "get" + Character.toUpperCase(element.charAt(0)) + element.substring(1);
        for (Method method : parent.getClass().getMethods()) {
            if (method.getParameterCount() == 0
                    && (method.getName().equals(getter) || method.getName().equals(getter + "_"))) {
                Class<?> type = method.getReturnType();
                if (method.getGenericReturnType() instanceof ParameterizedType list
                        && list.getActualTypeArguments()[0] instanceof ParameterizedType item
                        && item.getActualTypeArguments()[0] instanceof Class<?> bound) {
                    type = bound;
                }
                if (type.isEnum()) {
                    return Arrays.stream(type.getEnumConstants())
                            .map(OlderElements::code)
                            .filter(code -> !code.equals("?"))
                            .toList();
                }
            }
        }
        return List.of();
    }

    private static String code(Object constant) {
        try {
            return String.valueOf(constant.getClass().getMethod("toCode").invoke(constant))
                    .replace("null", "?");
        } catch (ReflectiveOperationException e) {
            return "?";
        }
    }
}
