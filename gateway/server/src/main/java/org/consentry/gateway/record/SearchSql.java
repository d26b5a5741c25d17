package org.consentry.gateway.record;

import java.util.List;
import java.util.Optional;
import org.consentry.gateway.record.Query.SortKey;

/**
 * Puts a search together as one statement.
 *
 * <p>Pages are cut by key, not by offset: the position is the sort values and the row id of the last match, so a page
 * costs the same however deep it is, and rows that come or go meanwhile shift nothing.
 */
final class SearchSql {
    private final Query query;
    private final VisiblePredicate visible;
    private final Subjects subjects;
    private final String ownBase;

    SearchSql(Query query, VisiblePredicate visible, Subjects subjects, String ownBase) {
        this.query = query;
        this.visible = visible;
        this.subjects = subjects;
        this.ownBase = ownBase;
    }

    Sql count() {
        return new Sql().add("SELECT count(*) FROM resource r WHERE ").add(where());
    }

    /** One page and one row more, which tells whether there is a next page. Sort values follow the row's columns. */
    Sql page(Optional<Position> after) {
        Sql sql = new Sql().add("SELECT " + Row.COLUMNS);
        for (int i = 0; i < query.sort().size(); i++) {
            sql.add(", k" + i + ".v");
        }
        sql.add(" FROM resource r");
        for (int i = 0; i < query.sort().size(); i++) {
            sql.add(" CROSS JOIN LATERAL (SELECT " + value(query.sort().get(i)) + " AS v) k" + i);
        }
        sql.add(" WHERE ").add(where());
        after.ifPresent(position -> sql.add(" AND ").add(after(position, 0)));
        sql.add(" ORDER BY ");
        for (int i = 0; i < query.sort().size(); i++) {
            sql.add("k" + i + ".v" + (query.sort().get(i).descending() ? " DESC, " : ", "));
        }
        return sql.add("r.subject, r.rid LIMIT " + (query.count() + 1));
    }

    private Sql where() {
        Sql sql = new Sql().add("r.change < 2");
        query.type()
                .ifPresent(type -> sql.add(" AND r.type = " + Definitions.r4().number(type)));
        if (!visible.isEverything()) {
            sql.add(" AND ").add(visible.on("r", query.type()));
        }
        new CriteriaSql(visible, subjects, ownBase).and(sql, "r", query.criteria());
        return sql;
    }

    private SearchParameter parameter(SortKey key) {
        return Definitions.r4()
                .parameter(query.type().orElse("Basic"), key.code())
                .orElseThrow(Position::malformed);
    }

    /** What is missing sorts last in either direction. */
    private String value(SortKey key) {
        if (key.code().equals("_lastUpdated")) {
            return "r.updated";
        }
        if (key.code().equals("_id")) {
            return "r.id";
        }
        SearchParameter parameter = parameter(key);
        return switch (parameter.kind()) {
            case DATE ->
                extreme(parameter, key, "date", "low", "high", Long.MAX_VALUE + "", "(" + Long.MIN_VALUE + ")");
            case NUMBER, QUANTITY ->
                extreme(parameter, key, "quantity", "low", "high", "'Infinity'::float8", "'-Infinity'::float8");
            default -> extreme(parameter, key, "string", "value", "value", "U&'\\+10FFFF'", "''");
        };
    }

    private static String extreme(
            SearchParameter parameter, SortKey key, String table, String low, String high, String last, String first) {
        String column = key.descending() ? "max(x." + high + ")" : "min(x." + low + ")";
        String collate = table.equals("string") ? " COLLATE \"C\"" : "";
        return "COALESCE((SELECT " + column + " FROM " + table + " x WHERE x.parameter = " + parameter.key()
                + " AND x.subject = r.subject AND x.rid = r.rid), " + (key.descending() ? first : last) + ")" + collate;
    }

    private Sql after(Position position, int depth) {
        List<SortKey> sort = query.sort();
        if (depth == sort.size()) {
            return new Sql().add("(r.subject, r.rid) > (?, ?)", position.number(depth), position.number(depth + 1));
        }
        SortKey key = sort.get(depth);
        String cast = cast(key);
        String value = position.part(depth);
        return new Sql()
                .add("(k" + depth + ".v " + (key.descending() ? "<" : ">") + " ?" + cast, value)
                .add(" OR (k" + depth + ".v = ?" + cast + " AND ", value)
                .add(after(position, depth + 1))
                .add("))");
    }

    private String cast(SortKey key) {
        if (key.code().equals("_lastUpdated")) {
            return "::int8";
        }
        if (key.code().equals("_id")) {
            return "::text COLLATE \"C\"";
        }
        return switch (parameter(key).kind()) {
            case DATE -> "::int8";
            case NUMBER, QUANTITY -> "::float8";
            default -> "::text COLLATE \"C\"";
        };
    }
}
