package org.consentry.gateway.web.fhir;

import java.util.Set;
import org.consentry.gateway.web.fhir.FhirOperation.Level;

/**
 * What an operation is called, and where and how it can be invoked.
 *
 * @param name without its dollar sign, such as {@code authorize}
 * @param levels where it can be invoked; at least one
 * @param types the resource types it is for; empty means every type. Without meaning at system level
 * @param readOnly whether GET invokes it too: only operations that change nothing
 * @param definition the canonical URL of its OperationDefinition
 * @param produces media types besides FHIR's that it can answer with, such as {@code application/pdf}
 */
public record OperationShape(
        String name, Set<Level> levels, Set<String> types, boolean readOnly, String definition, Set<String> produces) {
    private static final String OWN = "https://consentry.org/fhir/OperationDefinition/";

    public OperationShape {
        levels = Set.copyOf(levels);
        types = Set.copyOf(types);
        produces = Set.copyOf(produces);
        if (levels.isEmpty()) {
            throw new IllegalArgumentException("$" + name + " needs a level to be invoked at");
        }
    }

    /** One of our own that changes nothing, for every type. */
    public static OperationShape reading(String name, Level... levels) {
        return new OperationShape(name, Set.of(levels), Set.of(), true, OWN + name, Set.of());
    }

    /** One of our own that GET does not invoke, for every type. */
    public static OperationShape changing(String name, Level... levels) {
        return new OperationShape(name, Set.of(levels), Set.of(), false, OWN + name, Set.of());
    }

    /** Whether it can be invoked there; the type is without meaning at system level. */
    boolean isAt(Level level, String type) {
        return levels.contains(level) && (level == Level.SYSTEM || types.isEmpty() || types.contains(type));
    }

    /** The same for these types only. */
    public OperationShape on(String... onlyTypes) {
        return new OperationShape(name, levels, Set.of(onlyTypes), readOnly, definition, produces);
    }

    /** The same, defined by somebody else. */
    public OperationShape definedAt(String url) {
        return new OperationShape(name, levels, types, readOnly, url, produces);
    }

    /** The same, which can answer with other media types as well. */
    public OperationShape producing(String... mediaTypes) {
        return new OperationShape(name, levels, types, readOnly, definition, Set.of(mediaTypes));
    }
}
