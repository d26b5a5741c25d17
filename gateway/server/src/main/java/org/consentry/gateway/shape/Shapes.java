package org.consentry.gateway.shape;

import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.FhirContext;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.consentry.gateway.problem.Problem;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/*
 * Stored resources are answered as the bytes that came in, so whatever is stored has to be something that a client's
 * parser accepts, in JSON and in XML. HAPI's parser would tell, by making objects of everything; this walks the tree that
 * the store has made anyway, against tables made once from HAPI's model of R4.
 *
 * Elements that R4 does not know are left where they are, times may lack their zone and their seconds, objects and arrays
 * may be empty: R4 wants it otherwise, hospitals do it, and parsers read over it. $validate tells.
 */

/** Checks resources against the tables. May be called by many threads. */
public final class Shapes {
    private static final FhirContext R4 = FhirContext.forR4Cached();
    private static final Map<String, Shape> TYPES = new ConcurrentHashMap<>();

    private Shapes() {}

    /**
     * Checks a resource and all that it contains.
     *
     * @param place what problems call the resource, such as {@code Patient}
     * @throws Problem MALFORMED naming the element whose value has another form
     */
    public static void check(ObjectNode resource, String place) {
        resource(resource, Place.of(place));
    }

    static void resource(JsonNode value, Place place) {
        Shape shape = value instanceof ObjectNode object
                ? of(object.path("resourceType").stringValue(""))
                : null;
        if (shape == null) {
            throw place.problem("a resource of R4 with its resourceType");
        }
        shape.check(value, place);
    }

    private static @Nullable Shape of(String type) {
        Shape known = TYPES.get(type);
        if (known != null || !R4.getResourceTypes().contains(type)) {
            return known;
        }
        Shape made = Shape.of(R4.getResourceDefinition(type));
        TYPES.put(type, made);
        return made;
    }

    /** The datatype that every element may hold. */
    static BaseRuntimeElementCompositeDefinition<?> extension() {
        if (R4.getElementDefinition("Extension") instanceof BaseRuntimeElementCompositeDefinition<?> composite) {
            return composite;
        }
        throw new IllegalStateException("R4 has extensions");
    }
}
