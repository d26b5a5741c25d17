package org.consentry.gateway.record.definition;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeResourceDefinition;
import ca.uhn.fhir.context.RuntimeSearchParam;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.consentry.gateway.record.index.Extraction;
import org.junit.jupiter.api.Test;

/** The generated definitions against HAPI's own reading of the specification. */
class DefinitionsTests {
    /** Of no element: {@code SpecialCriteria} answers them for every type, {@code near} for Location. */
    private static final Set<String> SPECIAL = Set.of("near", "_text", "_content", "_id", "_lastUpdated");

    /** Names a stored query that the server makes up; there is none. */
    private static final Set<String> LEFT_OUT = Set.of("_query");

    @Test
    void knowsEveryResourceTypeThatIsStored() {
        List<String> types = new ArrayList<>(FhirContext.forR4Cached().getResourceTypes());
        types.removeAll(List.of("Parameters", "OperationOutcome"));

        assertThat(Definitions.r4().types()).containsAll(types);
    }

    @Test
    void knowsEverySearchParameterOfEveryTypeWithItsKind() {
        List<String> wrong = new ArrayList<>();
        int known = 0;
        for (String type : Definitions.r4().types()) {
            RuntimeResourceDefinition hapi = FhirContext.forR4Cached().getResourceDefinition(type);
            for (RuntimeSearchParam parameter : hapi.getSearchParams()) {
                String code = parameter.getName();
                SearchParameter ours = Definitions.r4().parameters(type).get(code);
                String kind = parameter.getParamType().name().toLowerCase(Locale.ROOT);
                if (SPECIAL.contains(code)
                        || (ours != null
                                && isIndexed(ours)
                                && ours.kind().name().toLowerCase(Locale.ROOT).equals(kind))) {
                    known++;
                } else if (!LEFT_OUT.contains(code)) {
                    wrong.add(type + "." + code + " is a " + kind);
                }
            }
        }
        System.out.printf("%d search parameters of R4 are supported, not supported are %s%n", known, wrong);

        assertThat(wrong).isEmpty();
    }

    /** Something leads to its values, and to those of every part. */
    private static boolean isIndexed(SearchParameter parameter) {
        return parameter.kind() == ParameterKind.COMPOSITE
                ? !parameter.shapes().isEmpty()
                        && parameter.shapes().stream()
                                .flatMap(shape -> shape.parts().stream())
                                .noneMatch(part -> part.paths().stream()
                                        .anyMatch(path -> path.steps().length == 0
                                                || path.datatype().isEmpty()))
                : !parameter.paths().isEmpty();
    }

    @Test
    void knowsWhatIsInACompartment() {
        List<String> wrong = new ArrayList<>();
        for (String type : Definitions.r4().types()) {
            RuntimeResourceDefinition hapi = FhirContext.forR4Cached().getResourceDefinition(type);
            for (RuntimeSearchParam parameter : hapi.getSearchParams()) {
                Set<String> owners = parameter.getProvidesMembershipInCompartments();
                for (String owner : owners == null ? Set.<String>of() : owners) {
                    if (Definitions.r4().compartment(owner, type).stream()
                            .noneMatch(p -> p.code().equals(parameter.getName()))) {
                        wrong.add(owner + " " + type + "." + parameter.getName());
                    }
                }
            }
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void givesNoTwoParametersTheSameKey() {
        Map<Integer, String> keys = new HashMap<>();
        for (String type : Definitions.r4().types()) {
            for (SearchParameter parameter : Definitions.r4().parameters(type).values()) {
                String name = type + "." + parameter.code();
                assertThat(keys.put(parameter.key(), name)).as(name).isNull();
                keys.put(Extraction.identifierKey(parameter), name + ":identifier");
                keys.put(Extraction.ofTypeKey(parameter), name + ":of-type");
            }
        }
    }
}
