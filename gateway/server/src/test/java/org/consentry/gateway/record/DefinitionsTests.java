package org.consentry.gateway.record;

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
import org.junit.jupiter.api.Test;

/** The generated definitions against HAPI's own reading of the specification. */
class DefinitionsTests {
    /** Not supported, and so not advertised: they ask for phonetics, geography, narrative or stored queries. */
    private static final Set<String> LEFT_OUT =
            Set.of("phonetic", "near", "_text", "_content", "_query", "_id", "_lastUpdated");

    private static final Set<String> BUNDLE_LEFT_OUT = Set.of("composition", "message");

    @Test
    void knowsEveryResourceTypeThatIsStored() {
        List<String> types = new ArrayList<>(FhirContext.forR4Cached().getResourceTypes());
        types.removeAll(List.of("Parameters", "OperationOutcome"));

        assertThat(Definitions.r4().types()).containsAll(types);
    }

    @Test
    void knowsEverySearchParameterOfEveryTypeWithItsKind() {
        List<String> wrong = new ArrayList<>();
        for (String type : Definitions.r4().types()) {
            RuntimeResourceDefinition hapi = FhirContext.forR4Cached().getResourceDefinition(type);
            for (RuntimeSearchParam parameter : hapi.getSearchParams()) {
                String code = parameter.getName();
                boolean left = LEFT_OUT.contains(code) || (type.equals("Bundle") && BUNDLE_LEFT_OUT.contains(code));
                SearchParameter ours = Definitions.r4().parameters(type).get(code);
                String kind = parameter.getParamType().name().toLowerCase(Locale.ROOT);
                if (!left
                        && (ours == null
                                || !ours.kind().name().toLowerCase(Locale.ROOT).equals(kind))) {
                    wrong.add(type + "." + code + " is a " + kind);
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
