package org.consentry.gateway.statement;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An INSERT into a feature's own table, or a question to it, that can be sent together with others.
 *
 * @param sql {@code INSERT INTO … SELECT … FROM unnest(?::text[], …)} without {@code RETURNING}, or a SELECT
 * @param columns what the placeholders stand for, in their order
 */
public record Part(String sql, List<Column> columns) {
    /**
     * An array with a value for each row.
     *
     * @param type PostgreSQL's name of the values' type, such as {@code text}
     * @param values of the class that belongs to the type ({@code Long[]}, {@code String[]}, {@code byte[][]}): the
     *     driver sends others as text
     */
    public record Column(String type, @Nullable Object[] values) {
        /** Texts, some of which may be null. */
        public static Column texts(@Nullable String[] values) {
            return new Column("text", values);
        }

        public static Column bytes(byte[] @Nullable [] values) {
            return new Column("bytea", values);
        }

        /** These values and then another column's of the same type. */
        Column and(Column more) {
            @Nullable Object[] all = Arrays.copyOf(values, values.length + more.values.length);
            System.arraycopy(more.values, 0, all, values.length, more.values.length);
            return new Column(type, all);
        }
    }
}
