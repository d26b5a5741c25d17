package org.consentry.gateway.record.search;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeChildPrimitiveEnumerationDatatypeDefinition;
import ca.uhn.fhir.context.RuntimeChildResourceDefinition;
import ca.uhn.fhir.context.RuntimeResourceDefinition;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.consentry.gateway.record.definition.Definitions;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.instance.model.api.IPrimitiveType;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/** Resources of any type that have nearly every element that R4 gives it, made from HAPI's model. */
final class FullResources {
    private static final int DEEPEST = 4;
    private static final Set<String> LEFT_OUT = Set.of(
            "extension",
            "modifierExtension",
            "contained",
            "id",
            "meta",
            "implicitRules",
            "language",
            "text",
            "comparator");

    private final FhirContext context;
    private int variant;
    private int made;

    FullResources(FhirContext context) {
        this.context = context;
    }

    /** @param which of the types of a choice, the targets of a reference and the values of a code */
    Resource make(String type, String id, int which) {
        RuntimeResourceDefinition definition = context.getResourceDefinition(type);
        variant = which;
        Resource resource = (Resource) definition.newInstance();
        fill(resource, definition, 0);
        resource.setId(type + "/" + id);
        Meta meta = resource.getMeta();
        meta.addProfile("http://example.org/profile")
                .addTag()
                .setSystem("urn:t")
                .setCode("t");
        meta.addSecurity().setSystem("urn:s").setCode("s");
        return resource;
    }

    private void fill(IBase element, BaseRuntimeElementCompositeDefinition<?> definition, int depth) {
        for (BaseRuntimeChildDefinition child : definition.getChildren()) {
            List<String> names = List.copyOf(new TreeSet<>(child.getValidChildNames()));
            boolean left = LEFT_OUT.contains(child.getElementName())
                    && (depth == 0 || !child.getElementName().equals("text"));
            if (!left && !names.isEmpty() && depth <= DEEPEST) {
                BaseRuntimeElementDefinition<?> kind = child.getChildByName(names.get(variant % names.size()));
                value(child, kind, depth).ifPresent(value -> child.getMutator().addValue(element, value));
            }
        }
    }

    private Optional<IBase> value(BaseRuntimeChildDefinition child, BaseRuntimeElementDefinition<?> kind, int depth) {
        made++;
        if (kind.getImplementingClass().isInterface()) {
            return Optional.empty();
        }
        return switch (kind.getName()) {
            case "Extension", "Meta", "Narrative", "xhtml" -> Optional.empty();
            case "Reference" -> Optional.of(new Reference(target(child) + "/x"));
            case "Period" -> Optional.of(period());
            default ->
                kind instanceof BaseRuntimeElementCompositeDefinition<?> composite
                        ? Optional.of(composite(child, composite, depth))
                        : primitive(child, kind);
        };
    }

    private String target(BaseRuntimeChildDefinition child) {
        TreeSet<String> types = new TreeSet<>();
        if (child instanceof RuntimeChildResourceDefinition reference) {
            reference.getResourceTypes().stream()
                    .map(Class::getSimpleName)
                    .filter(Definitions.r4()::isType)
                    .forEach(types::add);
        }
        return types.isEmpty() ? "Patient" : List.copyOf(types).get(variant % types.size());
    }

    private Period period() {
        Period period = new Period();
        period.getStartElement().setValueAsString("2020-01-%02d".formatted(1 + made % 20));
        period.getEndElement().setValueAsString("2020-02-%02d".formatted(1 + made % 20));
        return period;
    }

    private IBase composite(
            BaseRuntimeChildDefinition child, BaseRuntimeElementCompositeDefinition<?> definition, int depth) {
        IBase value = definition.newInstance(child.getInstanceConstructorArguments());
        fill(value, definition, depth + 1);
        if (value instanceof Range range && range.hasLow()) {
            Quantity low = range.getLow();
            range.getHigh()
                    .setValue(low.getValue())
                    .setUnit(low.getUnit())
                    .setSystem(low.getSystem())
                    .setCode(low.getCode());
        }
        return value;
    }

    private Optional<IBase> primitive(BaseRuntimeChildDefinition child, BaseRuntimeElementDefinition<?> kind) {
        IBase value = kind.newInstance(child.getInstanceConstructorArguments());
        if (!(value instanceof IPrimitiveType<?> primitive)) {
            return Optional.empty();
        }
        primitive.setValueAsString(
                child instanceof RuntimeChildPrimitiveEnumerationDatatypeDefinition bound
                        ? code(bound.getBoundEnumType())
                        : text(kind.getName()));
        return Optional.of((Base) value);
    }

    private String code(Class<? extends Enum<?>> codes) {
        Enum<?>[] all = codes.getEnumConstants();
        Enum<?> one = all[(variant + made) % (all.length - 1)];
        try {
            return (String) codes.getMethod("toCode").invoke(one);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private String text(String kind) {
        return switch (kind) {
            case "boolean" -> Boolean.toString(made % 2 == 0);
            case "integer", "unsignedInt", "positiveInt" -> Integer.toString(1 + made % 50);
            case "decimal" -> (1 + made % 50) + ".5";
            case "date" -> "2019-0%d-1%d".formatted(1 + made % 9, made % 9);
            case "dateTime", "instant" -> "2019-0%d-1%dT10:00:00Z".formatted(1 + made % 9, made % 9);
            case "time" -> "10:00:00";
            case "uri", "url", "canonical" -> "http://example.org/u" + made;
            case "oid" -> "urn:oid:1.2." + made;
            case "uuid" -> "urn:uuid:00000000-0000-0000-0000-%012d".formatted(made);
            case "base64Binary" -> "AAAA";
            default -> "word" + made;
        };
    }
}
