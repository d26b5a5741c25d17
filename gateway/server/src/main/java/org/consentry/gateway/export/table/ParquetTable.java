package org.consentry.gateway.export.table;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
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
 * as text. What has fields or is a collection is marked as JSON, so that a reader who knows the mark reaches into it
 * ({@code code.coding[0].code}); for others it is text.
 */
final class ParquetTable implements Table {
    private final List<Column> columns;
    private final ParquetWriter<List<@Nullable Object>> writer;

    ParquetTable(Path path, List<Column> columns) throws IOException {
        this.columns = List.copyOf(columns);
        List<Type> fields = columns.stream().map(ParquetTable::field).toList();
        this.writer = new ParquetRows.Builder(new LocalOutputFile(path), new MessageType("table", fields))
                .withCompressionCodec(CompressionCodecName.SNAPPY)
                .build();
    }

    private static Type field(Column column) {
        PrimitiveTypeName type = type(column);
        if (type != PrimitiveTypeName.BINARY) {
            return Types.optional(type).named(column.name());
        }
        boolean json = column.collection() || column.type().equals("json");
        return Types.optional(type)
                .as(json ? LogicalTypeAnnotation.jsonType() : LogicalTypeAnnotation.stringType())
                .named(column.name());
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
        List<@Nullable Object> values = new ArrayList<>(row.size());
        for (int i = 0; i < columns.size(); i++) {
            JsonNode cell = row.get(i);
            values.add(cell == null || cell.isNull() ? null : value(columns.get(i), cell));
        }
        writer.write(values);
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
