package org.consentry.gateway.record.search;

import java.util.List;
import java.util.Optional;
import org.consentry.gateway.record.definition.Definitions;
import org.consentry.gateway.record.definition.SearchParameter;
import org.consentry.gateway.record.query.Query;
import org.consentry.gateway.record.query.Query.Criterion;
import org.consentry.gateway.record.query.Query.SortKey;
import org.consentry.gateway.record.row.Row;
import org.consentry.gateway.record.row.Sql;

/**
 * Puts a search together as one statement.
 *
 * <p>Pages are cut by key, not by offset: the position is the sort values and the row id of the last match, so a page
 * costs the same however deep it is, and rows that come or go meanwhile shift nothing. A row that is written meanwhile
 * keeps its place among those sorted by {@code _lastUpdated}; see {@link PagedSince}.
 */
final class SearchSql {
    private final Query query;
    private final SearchScope scope;
    private final Sql holds;

    SearchSql(Query query, SearchScope scope) {
        this(query, scope, new Sql());
    }

    /** @param holds a condition that no row takes part in, without which nothing is found; none when empty */
    SearchSql(Query query, SearchScope scope, Sql holds) {
        this.query = query;
        this.scope = scope;
        this.holds = holds;
    }

    Sql count() {
        return new Sql()
                .add("SELECT count(*) FROM resource r WHERE ")
                .add(where(query.type(), query.criteria(), scope));
    }

    /** Whether rows sorted so may change their place when they are written. */
    boolean byTime() {
        return query.sort().stream().anyMatch(key -> key.code().equals("_lastUpdated"));
    }

    /** One page and one row more, which tells whether there is a next page. Sort values follow the row's columns. */
    Sql page(Optional<Position> after) {
        if (after.isEmpty() || !byTime()) {
            return select("r.updated", after, new Sql());
        }
        PagedSince since = PagedSince.of(after.get(), query.sort().size() + 2);
        Sql written = select(since.updated(), after, new Sql().add(" AND ").add(since.written()));
        Sql kept = select("r.updated", after, new Sql().add(" AND NOT ").add(since.written()));
        return new Sql()
                .add("SELECT * FROM ((")
                .add(kept)
                .add(") UNION ALL (")
                .add(written)
                .add(")) r ORDER BY ")
                .add(order("k%d"));
    }

    private Sql select(String updated, Optional<Position> after, Sql more) {
        Sql sql = new Sql().add("SELECT " + Row.COLUMNS);
        for (int i = 0; i < query.sort().size(); i++) {
            sql.add(", k" + i + ".v AS k" + i);
        }
        if (byTime() && after.isEmpty()) {
            // In the statement itself, because another would have another snapshot.
            sql.add(", pg_current_snapshot()::text");
        }
        Optional<Leading> leading = Leading.of(query, scope, after);
        sql.add(" FROM ");
        leading.ifPresent(criterion -> sql.add("(").add(criterion.rows()).add(") l JOIN "));
        sql.add("resource r");
        leading.ifPresent(criterion -> sql.add(" ON r.subject = l.subject AND r.rid = l.rid"));
        for (int i = 0; i < query.sort().size(); i++) {
            sql.add(" CROSS JOIN LATERAL (SELECT " + value(query.sort().get(i), updated) + " AS v) k" + i);
        }
        List<Criterion> criteria = leading.map(Leading::others).orElse(query.criteria());
        sql.add(" WHERE ").add(where(query.type(), criteria, scope)).add(more);
        if (!holds.isEmpty()) {
            sql.add(" AND ").add(holds);
        }
        after.ifPresent(position -> sql.add(" AND ").add(after(position, 0)));
        return sql.add(" ORDER BY ").add(order("k%d.v"));
    }

    private String order(String column) {
        StringBuilder order = new StringBuilder();
        for (int i = 0; i < query.sort().size(); i++) {
            order.append(column.replace("%d", Integer.toString(i)))
                    .append(query.sort().get(i).descending() ? " DESC, " : ", ");
        }
        return order + "r.subject, r.rid LIMIT " + (query.count() + 1);
    }

    /** What rows of {@code resource r} must be to match. */
    static Sql where(Optional<String> type, List<Criterion> criteria, SearchScope scope) {
        Sql sql = new Sql().add("r.change < 2");
        type.ifPresent(t -> sql.add(" AND r.type = " + Definitions.r4().number(t)));
        if (!scope.visible().isEverything()) {
            sql.add(" AND ").add(scope.visible().on("r", type));
        }
        new CriteriaSql(scope).and(sql, "r", type, criteria);
        return sql;
    }

    private SearchParameter parameter(SortKey key) {
        return scope.catalog()
                .parameter(query.type().orElse("Basic"), key.code())
                .orElseThrow(Position::malformed);
    }

    /** What is missing sorts last in either direction. */
    private String value(SortKey key, String updated) {
        if (key.code().equals("_lastUpdated")) {
            return updated;
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
        return "COALESCE((SELECT " + column + " FROM " + table + " x WHERE x.parameter" + Sql.isOneOf(parameter.keys())
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
                .add("(k" + depth + ".v " + (key.descending() ? "<=" : ">=") + " ?" + cast, value)
                .add(" AND (k" + depth + ".v <> ?" + cast + " OR ", value)
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
