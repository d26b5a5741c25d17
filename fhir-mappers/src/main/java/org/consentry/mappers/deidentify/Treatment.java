package org.consentry.mappers.deidentify;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/** What a rule does with the value of one field. */
@FunctionalInterface
interface Treatment {
    /**
     * Reads the value at which the parser stands, whole, and writes what may leave.
     *
     * @param in stands on a scalar, or on the start of an object or array; MUST be left on its end
     * @param name under which to write; null inside an array
     * @return whether anything was written
     */
    boolean treat(JsonParser in, @Nullable String name, Run run);
}
