package org.consentry.mappers.csv;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A condition on a row.
 *
 * @param column which column
 * @param is one of these values; if absent, any value at all
 * @param not none of these values
 */
public record When(
        String column, @Nullable List<String> is, @Nullable List<String> not) {

    public When {
        if (column == null) {
            throw new IllegalArgumentException("A condition needs a column");
        }
    }

    boolean holds(Row row) {
        String value = row.get(column);
        boolean among = is == null ? not != null || value != null : value != null && is.contains(value);
        return among && (not == null || value == null || !not.contains(value));
    }
}
