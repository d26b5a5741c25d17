package org.consentry.gateway.export.table;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.consentry.gateway.export.ExportFormat;
import org.consentry.mappers.view.ViewDefinition.Column;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A file of rows. Used by one thread; closed, it is whole. */
public interface Table extends Closeable {
    /** Adds a row with a value per column, null where there is none. */
    void add(List<@Nullable JsonNode> row) throws IOException;

    /** A new file. */
    static Table create(ExportFormat format, Path path, List<Column> columns) throws IOException {
        return switch (format) {
            case PARQUET -> new ParquetTable(path, columns);
            case CSV -> new CsvTable(path, columns);
            case JSON -> new JsonTable(path, columns, true);
            case NDJSON -> new JsonTable(path, columns, false);
        };
    }
}
