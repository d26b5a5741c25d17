package org.consentry.mappers.csv;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One element that is set.
 *
 * @param path the element, such as {@code code.coding[0].code}; {@code [+]} is one more of a list
 * @param column the column it comes from
 * @param value what it always is, if it comes from no column
 * @param type what the column must be; a string if absent
 * @param format how dates are written ({@code MM/dd/yyyy}), if not as ISO 8601 or HL7; several have {@code |} between them
 * @param map code by code, or the name of one of the terminology's maps; what is in neither fails
 * @param otherwise the code for what the map does not have
 * @param refer the type of the resource it refers to, whose key is {@code system} and {@code key}
 * @param system the system of that key
 * @param key the columns of that key
 * @param with elements set along with it
 * @param when only if this holds of the row
 * @param optional true if a file without the column is of this layout too
 */
public record FieldRule(
        String path,
        @Nullable String column,
        @Nullable JsonNode value,
        ColumnType type,
        @Nullable String format,
        @Nullable JsonNode map,
        @Nullable String otherwise,
        @Nullable String refer,
        @Nullable String system,
        List<String> key,
        Map<String, JsonNode> with,
        @Nullable When when,
        boolean optional) {

    public FieldRule {
        if (path == null
                || !path.matches(
                        "[A-Za-z][A-Za-z0-9]*(\\[(\\d{1,2}|\\+)])?(\\.[A-Za-z][A-Za-z0-9]*(\\[(\\d{1,2}|\\+)])?)*")) {
            throw new IllegalArgumentException("A field needs a path such as code.coding[0].code");
        }
        key = key == null ? List.of() : List.copyOf(key);
        with = with == null ? Map.of() : with;
        type = type == null ? ColumnType.STRING : type;
        if (format != null) {
            DateFormats.of(format);
        }
        int sources = (column == null ? 0 : 1) + (value == null ? 0 : 1) + (refer == null ? 0 : 1);
        if (sources != 1 || (refer != null && key.isEmpty())) {
            throw new IllegalArgumentException(
                    path + " comes from a column, or is a value, or refers by a key; one of the three");
        }
    }

    List<String> columns() {
        return column != null ? List.of(column) : key;
    }
}
