package org.consentry.gateway.record.search;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.fhirpath.IFhirPath;
import ca.uhn.fhir.fhirpath.IFhirPathEvaluationContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoreFixture;
import org.consentry.gateway.record.Write;
import org.consentry.gateway.record.definition.Definitions;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.instance.model.api.IPrimitiveType;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Money;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Range;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.SampledData;
import org.hl7.fhir.r4.model.Timing;
import org.junit.jupiter.api.Test;

/**
 * Every type is stored with nearly all elements it can have, and asked for by every value that the specification's own
 * expressions, evaluated by HAPI, find in it: our paths and our index must find the same. Composites have tests of their own.
 */
class EveryParameterTests {
    private static final int VARIANTS = 3;
    private static final FhirContext CONTEXT = FhirContext.forR4Cached();

    /** Parameters of types that are checked against more than their shape when they are stored. */
    private static final Set<String> RULED = Set.of("SearchParameter");

    private final IFhirPath path = CONTEXT.newFhirPath();
    private final Map<String, String> missed = new TreeMap<>();
    private final Set<String> asked = new TreeSet<>();
    private int searches;

    @Test
    void findsEveryTypeByEveryValueOfEveryParameter() {
        path.setEvaluationContext(new IFhirPathEvaluationContext() {
            @Override
            public IBase resolveReference(IIdType id, IBase where) {
                return CONTEXT.getResourceDefinition(id.getResourceType()).newInstance();
            }
        });
        FullResources resources = new FullResources(CONTEXT);
        try (StoreFixture store = new StoreFixture()) {
            store.put("Patient/x", "{'resourceType':'Patient'}");
            for (String type : Definitions.r4().types()) {
                for (int i = 0; i < VARIANTS && !RULED.contains(type); i++) {
                    String id = type.toLowerCase(java.util.Locale.ROOT) + i;
                    Resource resource = resources.make(type, id, i);
                    byte[] json = CONTEXT.newJsonParser()
                            .encodeResourceToString(resource)
                            .getBytes(StandardCharsets.UTF_8);
                    store.records.write(
                            List.of(new Write.Put(new ResourceId(type, id), json, OptionalLong.empty())),
                            StoreFixture.by(StoreFixture.HOSPITAL_A));
                    ask(store, type, id, resource);
                }
            }
        }
        // How much of the standard was asked is told, since it comes from the definitions and not from this class.
        System.out.printf("%d searches by %d search parameters%n", searches, asked.size());

        assertThat(missed).isEmpty();
        assertThat(asked).hasSizeGreaterThan(1_500);
    }

    private void ask(StoreFixture store, String type, String id, Resource resource) {
        for (RuntimeSearchParam parameter : CONTEXT.getResourceDefinition(type).getSearchParams()) {
            for (String value : values(resource, parameter)) {
                String name = type + "?" + parameter.getName();
                String query =
                        parameter.getName() + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8) + "&_id=" + id;
                asked.add(name);
                searches++;
                if (store.find(type, query).isEmpty()) {
                    missed.put(name, value);
                }
            }
        }
    }

    private Set<String> values(Resource resource, RuntimeSearchParam parameter) {
        Set<String> values = new TreeSet<>();
        for (String expression : alternatives(parameter.getPath())) {
            path.evaluate(resource, expression, IBase.class).stream()
                    .flatMap(value -> switch (parameter.getParamType()) {
                        case TOKEN -> token(value).stream();
                        case STRING -> string(value).stream();
                        case DATE -> date(value).stream();
                        case NUMBER, QUANTITY -> amount(value).stream();
                        case REFERENCE, URI -> reference(value).stream();
                        default -> Stream.<String>empty();
                    })
                    .forEach(values::add);
        }
        return values;
    }

    /** HAPI has two expressions of R4 that its own evaluator does not read: they cast to what an element cannot be. */
    private static List<String> alternatives(String expression) {
        if (expression == null || expression.isBlank()) {
            return List.of();
        }
        List<String> all = new ArrayList<>(List.of(expression.split(" \\| ", -1)));
        all.removeIf(each -> each.contains("component.value as SampledData"));
        return all;
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace(",", "\\,")
                .replace("$", "\\$")
                .replace("|", "\\|");
    }

    private static Optional<String> text(IBase value) {
        return value instanceof IPrimitiveType<?> primitive
                ? Optional.ofNullable(primitive.getValueAsString()).map(EveryParameterTests::escaped)
                : Optional.empty();
    }

    private static Optional<String> pair(String system, String code) {
        return code == null
                ? Optional.empty()
                : Optional.of((system == null ? "" : escaped(system)) + "|" + escaped(code));
    }

    private static Optional<String> token(IBase value) {
        return switch (value) {
            case Coding coding -> pair(coding.getSystem(), coding.getCode());
            case CodeableConcept concept -> token(concept.getCodingFirstRep());
            case Identifier identifier -> pair(identifier.getSystem(), identifier.getValue());
            case ContactPoint contact -> Optional.ofNullable(contact.getValue()).map(EveryParameterTests::escaped);
            default -> text(value);
        };
    }

    private static Optional<String> string(IBase value) {
        return switch (value) {
            case HumanName name -> Optional.ofNullable(name.getFamily());
            case Address address -> Optional.ofNullable(address.getCity());
            case CodeableConcept concept -> Optional.ofNullable(concept.getText());
            default -> text(value);
        };
    }

    /** Some elements that are dates or text are dates here. */
    private static Optional<String> date(IBase value) {
        return switch (value) {
            case Period period -> Optional.of("ge" + period.getStartElement().getValueAsString());
            case Timing timing -> timing.getEvent().stream().findFirst().map(event -> "ge" + event.getValueAsString());
            default -> text(value).filter(text -> Character.isDigit(text.charAt(0)));
        };
    }

    private static Optional<String> amount(IBase value) {
        return switch (value) {
            case Quantity quantity ->
                pair(quantity.getSystem(), quantity.getCode()).map(unit -> quantity.getValue() + "|" + unit);
            case Money money -> Optional.of(money.getValue() + "|urn:iso:std:iso:4217|" + money.getCurrency());
            case Range range -> Optional.of("ge" + range.getLow().getValue());
            case SampledData data -> Optional.of(data.getOrigin().getValue().toString());
            default -> text(value);
        };
    }

    private static Optional<String> reference(IBase value) {
        return value instanceof Reference reference ? Optional.of(reference.getReference()) : text(value);
    }
}
