package org.consentry.mappers.csv;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One resource that a row becomes.
 *
 * @param type such as {@code Observation}
 * @param system the system of the business key; with the key's columns it makes the resource's id
 * @param key columns whose values, joined by {@code |}, tell one such resource from another
 * @param when only if this holds of the row
 * @param mention true if the row names it in passing, so that nothing known of it is taken away
 * @param fields what is set
 */
public record ResourceRule(
        String type,
        @Nullable String system,
        List<String> key,
        @Nullable When when,
        boolean mention,
        List<FieldRule> fields) {

    public ResourceRule {
        if (type == null || !type.matches("[A-Z][A-Za-z]{1,40}")) {
            throw new IllegalArgumentException("A resource needs a type");
        }
        if (key == null || key.isEmpty()) {
            throw new IllegalArgumentException(type + " needs the columns of its key");
        }
        key = List.copyOf(key);
        fields = fields == null ? List.of() : List.copyOf(fields);
    }

    Set<String> columns() {
        Set<String> columns = new LinkedHashSet<>(key);
        if (when != null) {
            columns.add(when.column());
        }
        fields.forEach(field -> columns.addAll(field.columns()));
        return columns;
    }

    Set<String> required() {
        Set<String> columns = new LinkedHashSet<>(key);
        fields.stream().filter(field -> !field.optional()).forEach(field -> columns.addAll(field.columns()));
        return columns;
    }

    /** The key of a row, or null if one of its columns is empty. */
    @Nullable
    String key(Row row) {
        return key(system, key, row);
    }

    static @Nullable String key(@Nullable String system, List<String> columns, Row row) {
        StringBuilder key = new StringBuilder(system == null ? "" : system);
        boolean said = false;
        for (String column : columns) {
            String value = row.get(column);
            said |= value != null;
            key.append('|').append(value == null ? "" : value);
        }
        return said && row.get(columns.get(0)) != null ? key.toString() : null;
    }
}
