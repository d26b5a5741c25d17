package org.consentry.gateway.access;

import java.util.ArrayList;
import java.util.List;

/**
 * What must still be so for something remembered to hold: a question that a statement of the store asks on its way.
 *
 * @param sql a condition that no row takes part in, true or false and never null
 * @param values what its question marks stand for: texts, instants, or lists of texts
 */
public record Supposition(String sql, List<Object> values) {
    public Supposition {
        values = List.copyOf(values);
    }

    /** Both. */
    Supposition and(Supposition other) {
        List<Object> all = new ArrayList<>(values);
        all.addAll(other.values);
        return new Supposition(sql + " AND " + other.sql, all);
    }
}
