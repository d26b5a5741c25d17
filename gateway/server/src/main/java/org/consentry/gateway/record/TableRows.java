package org.consentry.gateway.record;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rows for one table, sent as arrays of columns or as PostgreSQL's binary COPY format. */
final class TableRows {
    private static final byte[] COPY_SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0};

    private static final int TEXT_OID = 25;

    /** PostgreSQL types of columns. */
    enum Kind {
        INT2("int2"),
        INT4("int4"),
        INT8("int8"),
        FLOAT8("float8"),
        TEXT("text"),
        /** text[], given as one text with unit separators, because arrays of arrays cannot be unnested by row. */
        TEXTS("text"),
        BYTEA("bytea");

        private final String sql;

        Kind(String sql) {
            this.sql = sql;
        }

        private void write(DataOutputStream out, Object value) throws IOException {
            switch (this) {
                case INT2 -> {
                    out.writeInt(Short.BYTES);
                    out.writeShort(((Number) value).shortValue());
                }
                case INT4 -> {
                    out.writeInt(Integer.BYTES);
                    out.writeInt(((Number) value).intValue());
                }
                case INT8 -> {
                    out.writeInt(Long.BYTES);
                    out.writeLong(((Number) value).longValue());
                }
                case FLOAT8 -> {
                    out.writeInt(Double.BYTES);
                    out.writeDouble(((Number) value).doubleValue());
                }
                case TEXT -> bytes(out, ((String) value).getBytes(StandardCharsets.UTF_8));
                case TEXTS -> texts(out, ((String) value).split("\u001f", -1));
                case BYTEA -> bytes(out, (byte[]) value);
            }
        }

        private static void texts(DataOutputStream out, String[] values) throws IOException {
            ByteArrayOutputStream array = new ByteArrayOutputStream();
            DataOutputStream inner = new DataOutputStream(array);
            inner.writeInt(1);
            inner.writeInt(0);
            inner.writeInt(TEXT_OID);
            inner.writeInt(values.length);
            inner.writeInt(1);
            for (String value : values) {
                bytes(inner, value.getBytes(StandardCharsets.UTF_8));
            }
            bytes(out, array.toByteArray());
        }

        private static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    record Column(String name, Kind kind) {}

    private final String table;
    private final List<Column> columns;
    private final List<@Nullable Object[]> rows = new ArrayList<>();

    TableRows(String table, List<Column> columns) {
        this.table = table;
        this.columns = columns;
    }

    void add(@Nullable Object... row) {
        rows.add(row);
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    int size() {
        return rows.size();
    }

    String table() {
        return table;
    }

    String names() {
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }

    /** {@code unnest(?::int8[], …)}. */
    String unnest() {
        return columns.stream().map(c -> "?::" + c.kind().sql + "[]").collect(Collectors.joining(", ", "unnest(", ")"));
    }

    /** Adds one array per column. */
    void arrays(Connection connection, List<Array> arrays) throws SQLException {
        for (int i = 0; i < columns.size(); i++) {
            Kind kind = columns.get(i).kind();
            @Nullable Object[] values = kind == Kind.BYTEA ? new byte[rows.size()][] : new Object[rows.size()];
            for (int row = 0; row < values.length; row++) {
                values[row] = rows.get(row)[i];
            }
            arrays.add(connection.createArrayOf(kind.sql, values));
        }
    }

    String copy() {
        return "COPY " + table + " (" + names() + ") FROM STDIN (FORMAT binary)";
    }

    /** All rows in the binary COPY format. */
    byte[] copyBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(rows.size() * 64);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(COPY_SIGNATURE);
            out.writeInt(0);
            out.writeInt(0);
            for (@Nullable Object[] row : rows) {
                out.writeShort(columns.size());
                for (int i = 0; i < row.length; i++) {
                    Object value = row[i];
                    if (value == null) {
                        out.writeInt(-1);
                    } else {
                        columns.get(i).kind().write(out, value);
                    }
                }
            }
            out.writeShort(-1);
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }
}
