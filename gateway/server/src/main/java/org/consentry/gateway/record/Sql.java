package org.consentry.gateway.record;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** A statement being put together: text that is ours, and values that are always bound. */
final class Sql {
    private record Ints(Integer[] values) {}

    private record Longs(Long[] values) {}

    private record Strings(String[] values) {}

    private final StringBuilder text = new StringBuilder();
    private final List<Object> values = new ArrayList<>();

    Sql add(String sql) {
        text.append(sql);
        return this;
    }

    /** Adds text and binds its question marks in order. */
    Sql add(String sql, Object... bound) {
        text.append(sql);
        values.addAll(List.of(bound));
        return this;
    }

    Sql add(Sql other) {
        text.append(other.text);
        values.addAll(other.values);
        return this;
    }

    /** Adds another statement with the first occurrence of some text replaced. */
    Sql add(Sql other, String first, String replacement) {
        int at = other.text.indexOf(first);
        text.append(other.text, 0, at).append(replacement).append(other.text, at + first.length(), other.text.length());
        values.addAll(other.values);
        return this;
    }

    static Object ints(Collection<Integer> values) {
        return new Ints(values.toArray(Integer[]::new));
    }

    static Object longs(Collection<Long> values) {
        return new Longs(values.toArray(Long[]::new));
    }

    static Object strings(Collection<String> values) {
        return new Strings(values.toArray(String[]::new));
    }

    boolean isEmpty() {
        return text.isEmpty();
    }

    String text() {
        return text.toString();
    }

    void bind(PreparedStatement statement) throws SQLException {
        int index = 1;
        for (Object value : values) {
            switch (value) {
                case Ints ints ->
                    statement.setArray(index, statement.getConnection().createArrayOf("int4", ints.values()));
                case Longs longs ->
                    statement.setArray(index, statement.getConnection().createArrayOf("int8", longs.values()));
                case Strings strings ->
                    statement.setArray(index, statement.getConnection().createArrayOf("text", strings.values()));
                case Long number -> statement.setLong(index, number);
                case Integer number -> statement.setInt(index, number);
                case Double number -> statement.setDouble(index, number);
                default -> statement.setString(index, value.toString());
            }
            index++;
        }
    }
}
