package org.consentry.gateway.export.table;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.consentry.mappers.view.ViewDefinition.Column;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Rows as JSON objects with every column, null included: one a line, or all in an array. */
final class JsonTable implements Table {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final List<Column> columns;
    private final boolean array;
    private final Writer out;
    private boolean first = true;

    JsonTable(Path path, List<Column> columns, boolean array) throws IOException {
        this.columns = List.copyOf(columns);
        this.array = array;
        this.out = Files.newBufferedWriter(path);
        out.write(array ? "[" : "");
    }

    @Override
    public void add(List<@Nullable JsonNode> row) throws IOException {
        ObjectNode object = JSON.createObjectNode();
        for (int i = 0; i < columns.size(); i++) {
            object.set(columns.get(i).name(), row.get(i));
        }
        out.write(array ? (first ? "\n" : ",\n") : "");
        out.write(object.toString());
        out.write(array ? "" : "\n");
        first = false;
    }

    @Override
    public void close() throws IOException {
        out.write(array ? "\n]\n" : "");
        out.close();
    }
}
