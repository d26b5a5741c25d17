package org.consentry.gateway.shape;

import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** An element that may stand in an object. */
sealed interface Member {
    /** Whether it is a JSON array. */
    boolean list();

    /** The name before the type of a {@code value[x]}, of which one stands at most; empty for others. */
    String choice();

    /** Checks one value. */
    void check(JsonNode value, Place place);

    /** An object of known shape, which is made when it is first seen: shapes may hold themselves. */
    record Part(boolean list, String choice, BaseRuntimeElementCompositeDefinition<?> definition) implements Member {
        @Override
        public void check(JsonNode value, Place place) {
            Shape.of(definition).check(value, place);
        }
    }

    /**
     * A primitive value.
     *
     * @param codes all there are, for a code with a required value set; empty for any
     */
    record Simple(boolean list, String choice, PrimitiveForm form, Set<String> codes) implements Member {
        @Override
        public void check(JsonNode value, Place place) {
            if (!form.fits(value)) {
                throw place.problem(form.rule());
            }
            if (!codes.isEmpty() && !codes.contains(value.stringValue(""))) {
                throw place.problem("not one of the codes that R4 requires here");
            }
        }
    }

    /** Any resource. */
    record Inner(boolean list, String choice) implements Member {
        @Override
        public void check(JsonNode value, Place place) {
            Shapes.resource(value, place);
        }
    }
}
