package org.consentry.mappers.csv;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A row: its values by column, and which of them were read. */
final class Row {

    private final long line;
    private final Map<String, Integer> header;
    private final List<String> values;
    private final Set<String> read = new HashSet<>();
    private final Set<String> failed = new HashSet<>();

    Row(long line, Map<String, Integer> header, List<String> values) {
        this.line = line;
        this.header = header;
        this.values = values;
    }

    long line() {
        return line;
    }

    /** The value without the blanks around it, or null if it is empty or the file has no such column. */
    @Nullable
    String get(String column) {
        Integer index = header.get(column);
        if (index == null || index >= values.size()) {
            return null;
        }
        String value = values.get(index).strip();
        return value.isEmpty() ? null : value;
    }

    /** How many characters it has. */
    int size() {
        return values.stream().mapToInt(String::length).sum();
    }

    /** What stands after the last column of the header; empty if nothing does. */
    String beyond() {
        return values.size() <= header.size()
                ? ""
                : String.join(",", values.subList(header.size(), values.size())).strip();
    }

    void read(String column) {
        read.add(column);
    }

    void fail(String column) {
        failed.add(column);
    }

    boolean wasRead(String column) {
        return read.contains(column);
    }

    boolean hasFailed(String column) {
        return failed.contains(column);
    }

    /** Where a column of this row stands, as an error names it. */
    String place(String column) {
        Integer index = header.get(column);
        return "line " + line + ", column " + (index == null ? "" : (index + 1) + " ") + "(" + column + ")";
    }
}
