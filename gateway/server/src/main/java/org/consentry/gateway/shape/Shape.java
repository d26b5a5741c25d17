package org.consentry.gateway.shape;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import ca.uhn.fhir.context.RuntimeChildExtension;
import ca.uhn.fhir.context.RuntimeChildPrimitiveEnumerationDatatypeDefinition;
import ca.uhn.fhir.context.RuntimeChildResourceDefinition;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.hl7.fhir.instance.model.api.IBaseEnumFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The elements that one kind of object may have. */
final class Shape {
    private static final Map<BaseRuntimeElementDefinition<?>, Shape> KNOWN = new ConcurrentHashMap<>();
    private static final Set<String> COMPANION = Set.of("id", "extension");

    private final Map<String, Member> members = new HashMap<>();

    private Shape(BaseRuntimeElementCompositeDefinition<?> definition) {
        for (BaseRuntimeChildDefinition child : definition.getChildrenAndExtension()) {
            for (String name : child.getValidChildNames()) {
                // HAPI has another name for references that are resolved in memory.
                boolean resolved = child instanceof RuntimeChildResourceDefinition && name.endsWith("Resource");
                if (!resolved) {
                    members.put(name, member(child, name));
                }
            }
        }
        if (definition.getChildType() == BaseRuntimeElementDefinition.ChildTypeEnum.RESOURCE) {
            members.put("resourceType", new Member.Simple(false, "", PrimitiveForm.CODE, Set.of()));
        }
    }

    static Shape of(BaseRuntimeElementCompositeDefinition<?> definition) {
        Shape known = KNOWN.get(definition);
        if (known != null) {
            return known;
        }
        Shape made = new Shape(definition);
        KNOWN.put(definition, made);
        return made;
    }

    private static Member member(BaseRuntimeChildDefinition child, String name) {
        boolean list = child.getMax() != 1;
        String choice = child.getElementName().equals(name) ? "" : child.getElementName();
        if (child instanceof RuntimeChildExtension) {
            // HAPI has no definition for modifierExtension.
            return new Member.Part(list, "", Shapes.extension());
        }
        BaseRuntimeElementDefinition<?> element = child.getChildByName(name);
        return switch (element.getChildType()) {
            case RESOURCE, CONTAINED_RESOURCE_LIST, CONTAINED_RESOURCES -> new Member.Inner(list, choice);
            case PRIMITIVE_DATATYPE, ID_DATATYPE, PRIMITIVE_XHTML, PRIMITIVE_XHTML_HL7ORG ->
                new Member.Simple(list, choice, PrimitiveForm.of(element.getName()), codes(child));
            default -> {
                if (element instanceof BaseRuntimeElementCompositeDefinition<?> composite) {
                    yield new Member.Part(list, choice, composite);
                }
                throw new IllegalStateException("no shape for " + name);
            }
        };
    }

    private static Set<String> codes(BaseRuntimeChildDefinition child) {
        if (child instanceof RuntimeChildPrimitiveEnumerationDatatypeDefinition bound
                && bound.getInstanceConstructorArguments() instanceof IBaseEnumFactory<?> factory) {
            return Arrays.stream(bound.getBoundEnumType().getEnumConstants())
                    .filter(constant -> !constant.name().equals("NULL"))
                    .map(constant -> code(factory, constant))
                    .collect(Collectors.toUnmodifiableSet());
        }
        return Set.of();
    }

    @SuppressWarnings("unchecked")
    private static <T extends Enum<?>> String code(IBaseEnumFactory<T> factory, Enum<?> constant) {
        return factory.toCode((T) constant);
    }

    void check(JsonNode value, Place place) {
        if (!(value instanceof ObjectNode object)) {
            throw place.problem("an object");
        }
        String chosen = "|";
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            String name = field.getKey();
            if (name.startsWith("_")) {
                companion(name.substring(1), field.getValue(), place);
                continue;
            }
            Member member = members.get(name);
            if (member == null) {
                continue;
            }
            if (!member.choice().isEmpty()) {
                if (chosen.contains("|" + member.choice() + "|")) {
                    throw place.field(name).problem("only one " + member.choice() + "[x] may stand here");
                }
                chosen += member.choice() + "|";
            }
            if (member.list()) {
                values(member, field.getValue(), object, place.field(name));
            } else {
                member.check(field.getValue(), place.field(name));
            }
        }
    }

    private static void values(Member member, JsonNode value, ObjectNode holder, Place place) {
        if (!(value instanceof ArrayNode array)) {
            throw place.problem("an array");
        }
        for (int i = 0; i < array.size(); i++) {
            // A null keeps the place of a value that has nothing but extensions.
            boolean absent = array.get(i).isNull()
                    && holder.path("_" + place.step()).path(i).isObject();
            if (!absent) {
                member.check(array.get(i), place.index(i));
            }
        }
    }

    /** {@code _birthDate}: the id and the extensions of a primitive value. */
    private void companion(String name, JsonNode value, Place place) {
        Place here = place.field(name);
        if (!(members.get(name) instanceof Member.Simple simple)) {
            return;
        }
        if (!simple.list()) {
            element(value, here);
            return;
        }
        if (!(value instanceof ArrayNode array)) {
            throw here.problem("an array");
        }
        for (int i = 0; i < array.size(); i++) {
            if (!array.get(i).isNull()) {
                element(array.get(i), here.index(i));
            }
        }
    }

    private static void element(JsonNode value, Place place) {
        boolean known = value instanceof ObjectNode object && COMPANION.containsAll(object.propertyNames());
        if (!known) {
            throw place.problem("an id and extensions");
        }
        // An extension is an element too: its id and its extensions are checked as any element's.
        Shape.of(Shapes.extension()).check(value, place);
    }
}
