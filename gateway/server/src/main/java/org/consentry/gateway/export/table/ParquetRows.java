package org.consentry.gateway.export.table;

import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/** How a row of values, each of its column's Java type or null, becomes a record of Parquet. */
final class ParquetRows extends WriteSupport<List<@Nullable Object>> {
    private final MessageType schema;
    private @Nullable RecordConsumer consumer;

    private ParquetRows(MessageType schema) {
        this.schema = schema;
    }

    /** A writer's settings; only {@code build} makes a file. */
    static final class Builder extends ParquetWriter.Builder<List<@Nullable Object>, Builder> {
        private final MessageType schema;

        Builder(OutputFile file, MessageType schema) {
            super(file);
            this.schema = schema;
        }

        @Override
        protected Builder self() {
            return this;
        }

        /** Deprecated and yet the only one that a builder must have. */
        @Override
        @SuppressWarnings("deprecation")
        protected WriteSupport<List<@Nullable Object>> getWriteSupport(Configuration configuration) {
            return new ParquetRows(schema);
        }
    }

    /** As of {@link Builder#getWriteSupport}. */
    @Override
    @SuppressWarnings("deprecation")
    public WriteContext init(Configuration configuration) {
        return new WriteContext(schema, Map.of());
    }

    @Override
    public void prepareForWrite(RecordConsumer recordConsumer) {
        consumer = recordConsumer;
    }

    @Override
    public void write(List<@Nullable Object> row) {
        RecordConsumer to = consumer;
        if (to == null) {
            throw new IllegalStateException("the writer prepares before it writes");
        }
        to.startMessage();
        for (int i = 0; i < row.size(); i++) {
            Object value = row.get(i);
            if (value != null) {
                String name = schema.getFieldName(i);
                to.startField(name, i);
                add(to, value);
                to.endField(name, i);
            }
        }
        to.endMessage();
    }

    private static void add(RecordConsumer to, Object value) {
        switch (value) {
            case Boolean truth -> to.addBoolean(truth);
            case Integer number -> to.addInteger(number);
            case Long number -> to.addLong(number);
            case Double number -> to.addDouble(number);
            default -> to.addBinary(Binary.fromString(value.toString()));
        }
    }
}
