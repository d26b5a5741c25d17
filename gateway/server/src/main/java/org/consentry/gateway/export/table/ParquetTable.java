package org.consentry.gateway.export.table;

import blue.strategic.parquet.ParquetWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.consentry.mappers.view.ViewDefinition.Column;
import org.consentry.mappers.view.ViewRefused;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Rows as Parquet, every column optional: booleans and whole numbers as themselves, decimals as doubles, everything else
 * as text. What has fields or is a collection is text that holds JSON.
 */
final class ParquetTable implements Table {
    private final List<Column> columns;
    private final ParquetWriter<List<@Nullable JsonNode>> writer;

    ParquetTable(Path path, List<Column> columns) throws IOException {
        this.columns = List.copyOf(columns);
        List<Type> fields = columns.stream().map(ParquetTable::field).toList();
        this.writer = ParquetWriter.writeFile(new MessageType("table", fields), path.toFile(), (row, values) -> {
            for (int i = 0; i < this.columns.size(); i++) {
                JsonNode cell = row.get(i);
                if (cell != null && !cell.isNull()) {
                    values.write(this.columns.get(i).name(), value(this.columns.get(i), cell));
                }
            }
        });
    }

    private static Type field(Column column) {
        PrimitiveTypeName type = type(column);
        return type == PrimitiveTypeName.BINARY
                ? Types.optional(type).as(LogicalTypeAnnotation.stringType()).named(column.name())
                : Types.optional(type).named(column.name());
    }

    private static PrimitiveTypeName type(Column column) {
        if (column.collection()) {
            return PrimitiveTypeName.BINARY;
        }
        return switch (column.type()) {
            case "boolean" -> PrimitiveTypeName.BOOLEAN;
            case "integer", "positiveInt", "unsignedInt" -> PrimitiveTypeName.INT32;
            case "integer64" -> PrimitiveTypeName.INT64;
            case "decimal" -> PrimitiveTypeName.DOUBLE;
            default -> PrimitiveTypeName.BINARY;
        };
    }

    private static Object value(Column column, JsonNode cell) {
        PrimitiveTypeName type = type(column);
        boolean fits =
                switch (type) {
                    case BOOLEAN -> cell.isBoolean();
                    case INT32 -> cell.canConvertToInt();
                    case INT64 -> cell.canConvertToLong();
                    case DOUBLE -> cell.isNumber();
                    default -> true;
                };
        if (!fits) {
            throw new ViewRefused(column.name(), "a value is not of the column's type " + column.type());
        }
        return switch (type) {
            case BOOLEAN -> cell.asBoolean();
            case INT32 -> cell.asInt();
            case INT64 -> cell.asLong();
            case DOUBLE -> cell.asDouble();
            default -> cell.isString() ? cell.asString() : cell.toString();
        };
    }

    @Override
    public void add(List<@Nullable JsonNode> row) throws IOException {
        writer.write(row);
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
