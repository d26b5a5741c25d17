package org.consentry.gateway.export.table;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.consentry.mappers.view.ViewDefinition.Column;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Rows as CSV of RFC 4180 with a line of names. Nothing is an empty field; collections are text that holds JSON. */
final class CsvTable implements Table {
    private static final String END = "\r\n";

    private final Writer out;

    CsvTable(Path path, List<Column> columns) throws IOException {
        this.out = Files.newBufferedWriter(path);
        out.write(columns.stream().map(column -> quoted(column.name())).collect(Collectors.joining(",")) + END);
    }

    @Override
    public void add(List<@Nullable JsonNode> row) throws IOException {
        out.write(row.stream().map(CsvTable::cell).collect(Collectors.joining(",")) + END);
    }

    private static String cell(@Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return "";
        }
        return quoted(value.isString() ? value.asString() : value.toString());
    }

    private static String quoted(String text) {
        boolean plain = text.chars().noneMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
