package org.consentry.gateway.record.row;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.consentry.gateway.access.Supposition;

/** A statement being put together: text that is ours, and values that are always bound. */
public final class Sql {
    private record Ints(Integer[] values) {}

    private record Longs(Long[] values) {}

    private record Strings(String[] values) {}

    private final StringBuilder text = new StringBuilder();
    private final List<Object> values = new ArrayList<>();

    public Sql add(String sql) {
        text.append(sql);
        return this;
    }

    /** Adds text and binds its question marks in order. */
    public Sql add(String sql, Object... bound) {
        text.append(sql);
        values.addAll(List.of(bound));
        return this;
    }

    public Sql add(Sql other) {
        text.append(other.text);
        values.addAll(other.values);
        return this;
    }

    public static Object ints(Collection<Integer> values) {
        return new Ints(values.toArray(Integer[]::new));
    }

    public static Object longs(Collection<Long> values) {
        return new Longs(values.toArray(Long[]::new));
    }

    public static Object strings(Collection<String> values) {
        return new Strings(values.toArray(String[]::new));
    }

    /** One of the alternatives; none of none. */
    public static Sql any(List<Sql> alternatives) {
        Sql sql = new Sql().add("(");
        for (int i = 0; i < alternatives.size(); i++) {
            sql.add(i == 0 ? "" : " OR ").add(alternatives.get(i));
        }
        return sql.add(alternatives.isEmpty() ? "FALSE)" : ")");
    }

    /** Ends a comparison with keys of parameters. */
    public static String isOneOf(List<Integer> parameters) {
        return parameters.size() == 1
                ? " = " + parameters.getFirst()
                : parameters.stream().map(String::valueOf).collect(Collectors.joining(", ", " IN (", ")"));
    }

    /** Begins a question about index rows of a resource; the caller ends it with a condition and a parenthesis. */
    public static Sql probe(String alias, String table, String row, int parameter) {
        return probe(alias, table, row, List.of(parameter));
    }

    /** The same about rows of any of these parameters. */
    public static Sql probe(String alias, String table, String row, List<Integer> parameters) {
        return new Sql()
                .add("EXISTS (SELECT 1 FROM " + table + " " + row + " WHERE " + row + ".parameter" + isOneOf(parameters)
                        + " AND " + row + ".subject = " + alias + ".subject AND " + row + ".rid = " + alias
                        + ".rid AND ");
    }

    /** Whether something remembered still holds; instants are bound as text, which the condition casts. */
    public static Sql of(Supposition supposition) {
        Sql sql = new Sql().add(supposition.sql());
        for (Object value : supposition.values()) {
            sql.values.add(
                    value instanceof List<?> texts
                            ? strings(texts.stream().map(String::valueOf).toList())
                            : value);
        }
        return sql;
    }

    public boolean isEmpty() {
        return text.isEmpty();
    }

    public String text() {
        return text.toString();
    }

    /**
     * The same with its numbers in the text, for a statement whose plan should depend on them: a prepared one is planned
     * once for all values (see {@link PoolSessions}). Texts stay bound.
     */
    public Sql withNumbersInText() {
        Sql inlined = new Sql();
        int from = 0;
        for (Object value : values) {
            int mark = text.indexOf("?", from);
            inlined.text.append(text, from, mark);
            switch (value) {
                case Long number -> inlined.text.append('(').append(number).append("::int8)");
                case Integer number -> inlined.text.append('(').append(number).append("::int4)");
                default -> {
                    inlined.text.append('?');
                    inlined.values.add(value);
                }
            }
            from = mark + 1;
        }
        inlined.text.append(text, from, text.length());
        return inlined;
    }

    public void bind(PreparedStatement statement) throws SQLException {
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
                case byte[] bytes -> statement.setBytes(index, bytes);
                default -> statement.setString(index, value.toString());
            }
            index++;
        }
    }
}
