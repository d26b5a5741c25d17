package org.consentry.gateway.record.query;

import java.util.List;
import java.util.Optional;

/**
 * What {@code _filter} says, before its names are looked up.
 *
 * @see <a href="https://hl7.org/fhir/R4/search_filter.html">search_filter.html</a>
 */
sealed interface Filter {
    record All(List<Filter> of) implements Filter {}

    record Any(List<Filter> of) implements Filter {}

    record Not(Filter of) implements Filter {}

    /** A parameter at the end of a path, compared with a value. */
    record Test(List<Step> path, String operator, String value) implements Filter {}

    /**
     * A name on a path.
     *
     * @param where what must hold of what the step leads to
     */
    record Step(String name, Optional<Filter> where) {}
}
