package org.consentry.gateway.record.search;

import java.util.List;
import java.util.Optional;
import org.consentry.gateway.record.definition.ParameterKind;
import org.consentry.gateway.record.definition.SearchParameter;
import org.consentry.gateway.record.query.Query;
import org.consentry.gateway.record.query.Query.Criterion;
import org.consentry.gateway.record.query.Query.SortKey;
import org.consentry.gateway.record.row.Sql;

/**
 * The order of a search's pages: the sort keys, then the row. The row follows the direction of the first key, so that an
 * index read backwards is the order.
 *
 * <p>A search that asks for no order and begins with the beginning of a text is in the order of that text: so its index is
 * read from one end and never sorted.
 */
record Ordering(List<Key> keys) {
    static final String LAST_TEXT = "U&'\\+10FFFF'";

    /**
     * One key.
     *
     * @param within the values that count, where not all of the parameter's do
     */
    record Key(String code, boolean descending, Optional<SearchParameter> parameter, Optional<Criterion.On> within) {
        boolean isTime() {
            return code.equals("_lastUpdated");
        }

        private boolean isId() {
            return code.equals("_id");
        }

        ParameterKind kind() {
            return parameter.map(SearchParameter::kind).orElseThrow(Position::malformed);
        }

        String table() {
            return switch (kind()) {
                case DATE -> "date";
                case NUMBER, QUANTITY -> "quantity";
                default -> "string";
            };
        }

        /** What is sorted by; of ranges where they begin. */
        String column() {
            return table().equals("string") ? "value" : "low";
        }

        /** What is missing sorts last in either direction. */
        String missing() {
            return switch (kind()) {
                case DATE -> descending ? "(" + Long.MIN_VALUE + ")" : Long.toString(Long.MAX_VALUE);
                case NUMBER, QUANTITY -> descending ? "'-Infinity'::float8" : "'Infinity'::float8";
                default -> descending ? "''" : LAST_TEXT;
            };
        }

        String cast() {
            if (isTime()) {
                return "::int8";
            }
            if (isId()) {
                return "::text COLLATE \"C\"";
            }
            return switch (kind()) {
                case DATE -> "::int8";
                case NUMBER, QUANTITY -> "::float8";
                default -> "::text COLLATE \"C\"";
            };
        }

        /** The condition on an index row whose value counts. */
        Sql counted(String row) {
            return within.map(on -> new Sql()
                            .add(" AND ")
                            .add(TextSql.string(row, on, on.values().getFirst())))
                    .orElseGet(Sql::new);
        }

        /** Of {@code resource r}. */
        private Sql value(String updated) {
            if (isTime()) {
                return new Sql().add(updated);
            }
            if (isId()) {
                return new Sql().add("r.id");
            }
            SearchParameter sorted = parameter.orElseThrow(Position::malformed);
            return new Sql()
                    .add("COALESCE((SELECT " + (descending ? "max" : "min") + "(x." + column() + ") FROM " + table()
                            + " x WHERE x.parameter" + Sql.isOneOf(sorted.keys())
                            + " AND x.subject = r.subject AND x.rid = r.rid")
                    .add(counted("x"))
                    .add("), " + missing() + ")" + (table().equals("string") ? " COLLATE \"C\"" : ""));
        }
    }

    static Ordering of(Query query, SearchScope scope) {
        if (query.sort().isEmpty()) {
            return new Ordering(Leading.beginning(query, scope).stream()
                    .map(Ordering::implied)
                    .toList());
        }
        return new Ordering(
                query.sort().stream().map(key -> asked(key, query, scope)).toList());
    }

    private static Key implied(Criterion.On on) {
        return new Key(on.parameter().code(), false, Optional.of(on.parameter()), Optional.of(on));
    }

    private static Key asked(SortKey key, Query query, SearchScope scope) {
        return new Key(
                key.code(),
                key.descending(),
                scope.catalog().parameter(query.type().orElse("Basic"), key.code()),
                Optional.empty());
    }

    int size() {
        return keys.size();
    }

    boolean byTime() {
        return keys.stream().anyMatch(Key::isTime);
    }

    /** Whether the index alone tells what is sorted by. */
    boolean isOfIndexRows() {
        return !keys.isEmpty() && keys.stream().allMatch(key -> key.parameter().isPresent());
    }

    private boolean backwards() {
        return !keys.isEmpty() && keys.getFirst().descending();
    }

    String direction() {
        return backwards() ? " DESC" : "";
    }

    String comparison() {
        return backwards() ? "<" : ">";
    }

    /** Makes {@code k0.v} and the following, of {@code resource r}; the first is given where it was read already. */
    Sql values(String updated, Optional<String> first) {
        Sql sql = new Sql();
        for (int i = 0; i < keys.size(); i++) {
            Sql value = i == 0 && first.isPresent()
                    ? new Sql().add(first.get())
                    : keys.get(i).value(updated);
            sql.add(" CROSS JOIN LATERAL (SELECT ").add(value).add(" AS v) k" + i);
        }
        return sql;
    }

    /** Columns of the values, each named {@code k0} and so on. */
    String columns() {
        StringBuilder columns = new StringBuilder();
        for (int i = 0; i < keys.size(); i++) {
            columns.append(", k").append(i).append(".v AS k").append(i);
        }
        return columns.toString();
    }

    /** The same of rows {@code l} that carry the values as {@code k0} and so on. */
    String carried() {
        StringBuilder columns = new StringBuilder();
        for (int i = 0; i < keys.size(); i++) {
            columns.append(", l.k").append(i);
        }
        return columns.toString();
    }

    /** @param column how a value is called, {@code %d} being the number of its key */
    String orderBy(String column, String row) {
        StringBuilder order = new StringBuilder(" ORDER BY ");
        for (int i = 0; i < keys.size(); i++) {
            order.append(column.replace("%d", Integer.toString(i)))
                    .append(keys.get(i).descending() ? " DESC, " : ", ");
        }
        return order + row + ".subject" + direction() + ", " + row + ".rid" + direction();
    }

    Sql after(Position position) {
        return after(position, 0);
    }

    private Sql after(Position position, int depth) {
        if (depth == keys.size()) {
            return new Sql()
                    .add(
                            "(r.subject, r.rid) " + comparison() + " (?, ?)",
                            position.number(depth),
                            position.number(depth + 1));
        }
        Key key = keys.get(depth);
        String cast = key.cast();
        String value = position.part(depth);
        return new Sql()
                .add("(k" + depth + ".v " + (key.descending() ? "<=" : ">=") + " ?" + cast, value)
                .add(" AND (k" + depth + ".v <> ?" + cast + " OR ", value)
                .add(after(position, depth + 1))
                .add("))");
    }
}
