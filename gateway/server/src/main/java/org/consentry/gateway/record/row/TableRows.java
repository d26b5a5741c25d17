package org.consentry.gateway.record.row;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.consentry.gateway.statement.Part;
import org.jspecify.annotations.Nullable;

/** Rows for one table, sent as arrays of columns or as PostgreSQL's binary COPY format. */
public final class TableRows {
    private static final byte[] COPY_SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0};

    private static final int TEXT_OID = 25;

    /** PostgreSQL types of columns. */
    public enum Kind {
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

        /** Of the values' own class: the driver sends an array of objects as text, which both sides pay for. */
        private @Nullable Object[] array(int length) {
            return switch (this) {
                case INT2 -> new Short[length];
                case INT4 -> new Integer[length];
                case INT8 -> new Long[length];
                case FLOAT8 -> new Double[length];
                case TEXT, TEXTS -> new String[length];
                case BYTEA -> new byte[length][];
            };
        }

        private void write(CopyBuffer out, Object value) {
            switch (this) {
                case INT2 -> out.int4(Short.BYTES).int2(((Number) value).shortValue());
                case INT4 -> out.int4(Integer.BYTES).int4(((Number) value).intValue());
                case INT8 -> out.int4(Long.BYTES).int8(((Number) value).longValue());
                case FLOAT8 -> out.int4(Double.BYTES).int8(Double.doubleToLongBits(((Number) value).doubleValue()));
                case TEXT -> out.sized(((String) value).getBytes(StandardCharsets.UTF_8));
                case TEXTS -> texts(out, ((String) value).split("\u001f", -1));
                case BYTEA -> out.sized((byte[]) value);
            }
        }

        private static void texts(CopyBuffer out, String[] values) {
            CopyBuffer array = new CopyBuffer(64 * values.length);
            array.int4(1).int4(0).int4(TEXT_OID).int4(values.length).int4(1);
            for (String value : values) {
                array.sized(value.getBytes(StandardCharsets.UTF_8));
            }
            out.sized(array.bytes());
        }
    }

    public record Column(String name, Kind kind) {}

    private final String table;
    private final List<Column> columns;
    private final List<@Nullable Object[]> rows = new ArrayList<>();

    public TableRows(String table, List<Column> columns) {
        this.table = table;
        this.columns = columns;
    }

    public void add(@Nullable Object... row) {
        rows.add(row);
    }

    /** Puts rows in the order of their columns, none of which may be null. */
    void sort() {
        rows.sort(TableRows::compare);
    }

    @SuppressWarnings("unchecked") // A column holds values of one type, which compare.
    private static int compare(@Nullable Object[] one, @Nullable Object[] other) {
        for (int i = 0; i < one.length; i++) {
            int order =
                    ((Comparable<Object>) Objects.requireNonNull(one[i])).compareTo(Objects.requireNonNull(other[i]));
            if (order != 0) {
                return order;
            }
        }
        return 0;
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

    public String names() {
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }

    /** {@code unnest(?::int8[], …)}. */
    public String unnest() {
        return columns.stream().map(c -> "?::" + c.kind().sql + "[]").collect(Collectors.joining(", ", "unnest(", ")"));
    }

    /** An array for each column. */
    public List<Part.Column> arrays() {
        List<Part.Column> arrays = new ArrayList<>(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            Kind kind = columns.get(i).kind();
            @Nullable Object[] values = kind.array(rows.size());
            for (int row = 0; row < values.length; row++) {
                Object value = rows.get(row)[i];
                // Types are numbered by ints, and their column is narrower.
                values[row] = kind == Kind.INT2 && value != null ? Short.valueOf(((Number) value).shortValue()) : value;
            }
            arrays.add(new Part.Column(kind.sql, values));
        }
        return arrays;
    }

    String copy() {
        return "COPY " + table + " (" + names() + ") FROM STDIN (FORMAT binary)";
    }

    /** All rows in the binary COPY format. */
    CopyBuffer copyBytes() {
        CopyBuffer out = new CopyBuffer(rows.size() * 64);
        out.raw(COPY_SIGNATURE).int4(0).int4(0);
        for (@Nullable Object[] row : rows) {
            out.int2((short) row.length);
            for (int i = 0; i < row.length; i++) {
                Object value = row[i];
                if (value == null) {
                    out.int4(-1);
                } else {
                    columns.get(i).kind().write(out, value);
                }
            }
        }
        return out.int2((short) -1);
    }
}
