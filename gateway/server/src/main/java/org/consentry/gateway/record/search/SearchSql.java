package org.consentry.gateway.record.search;

import java.util.List;
import java.util.Optional;
import org.consentry.gateway.record.definition.Definitions;
import org.consentry.gateway.record.query.Query;
import org.consentry.gateway.record.query.Query.Criterion;
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
    private final Ordering ordering;

    SearchSql(Query query, SearchScope scope) {
        this(query, scope, new Sql());
    }

    /** @param holds a condition that no row takes part in, without which nothing is found; none when empty */
    SearchSql(Query query, SearchScope scope, Sql holds) {
        this.query = query;
        this.scope = scope;
        this.holds = holds;
        this.ordering = Ordering.of(query, scope);
    }

    Sql count() {
        return new Sql()
                .add("SELECT count(*) FROM resource r WHERE ")
                .add(where(query.type(), query.criteria(), scope));
    }

    /** Whether rows sorted so may change their place when they are written. */
    boolean byTime() {
        return ordering.byTime();
    }

    /** How many values stand before the row in a position. */
    int keys() {
        return ordering.size();
    }

    Ordering ordering() {
        return ordering;
    }

    /**
     * One page and one row more, which tells whether there is a next page. Sort values follow the row's columns.
     *
     * @param few rows among which all matches are, where they are known to be few
     */
    Sql page(Optional<Position> after, Optional<Sql> few) {
        if (after.isEmpty() || !byTime()) {
            return select("r.updated", after, new Sql(), few);
        }
        PagedSince since = PagedSince.of(after.get(), query.sort().size() + 2);
        Sql written = select(since.updated(), after, new Sql().add(" AND ").add(since.written()), few);
        Sql kept = select("r.updated", after, new Sql().add(" AND NOT ").add(since.written()), few);
        return new Sql()
                .add("SELECT * FROM ((")
                .add(kept)
                .add(") UNION ALL (")
                .add(written)
                .add(")) r" + ordering.orderBy("k%d", "r") + limit());
    }

    private String limit() {
        return " LIMIT " + (query.count() + 1);
    }

    private Sql select(String updated, Optional<Position> after, Sql more, Optional<Sql> few) {
        Sql sql = columns(after);
        Optional<Leading> leading = few.isPresent() ? Optional.empty() : Leading.of(query, scope, after);
        if (few.isPresent()) {
            sql.add("(SELECT DISTINCT * FROM (").add(few.get()).add(") f) l CROSS JOIN LATERAL (" + LOOKED_UP + ") r");
        } else if (leading.isPresent()) {
            sql.add("(")
                    .add(leading.get().rows())
                    .add(") l JOIN resource r ON r.subject = l.subject AND r.rid = l.rid");
        } else {
            sql.add("resource r");
        }
        sql.add(ordering.values(updated, Optional.empty())).add(" WHERE ");
        if (few.isPresent()) {
            sql.add(base(query.type(), scope));
            CriteriaSql.rowByRow(scope).and(sql, "r", query.type(), query.criteria());
        } else {
            sql.add(where(query.type(), leading.map(Leading::others).orElse(query.criteria()), scope));
        }
        sql.add(more);
        if (!holds.isEmpty()) {
            sql.add(" AND ").add(holds);
        }
        after.ifPresent(position -> sql.add(" AND ").add(ordering.after(position)));
        return sql.add(ordering.orderBy("k%d.v", "r") + limit());
    }

    /**
     * The row of an index row, fetched when its turn comes: without the fence PostgreSQL may decide to read all resources
     * instead.
     */
    private static final String LOOKED_UP =
            "SELECT x.xmin, x.* FROM resource x WHERE x.subject = l.subject AND x.rid = l.rid OFFSET 0";

    /**
     * The same page, read from an index that is in its order, until it is full.
     *
     * @param most index rows that are read at most; empty for all
     */
    Sql walk(IndexOrder order, Optional<Position> after, Optional<Integer> most) {
        Sql sql = columns(Optional.empty());
        Sql rows = order.rows(after);
        if (most.isPresent()) {
            sql.add("(SELECT l.* FROM " + order.table() + " l WHERE ")
                    .add(rows)
                    .add(order.orderBy() + " LIMIT " + most.get() + ") l");
        } else {
            sql.add(order.table() + " l");
        }
        sql.add(" CROSS JOIN LATERAL (" + LOOKED_UP + ") r")
                .add(ordering.values("r.updated", Optional.of("l." + order.column())))
                .add(" WHERE ");
        if (most.isEmpty()) {
            sql.add(rows).add(" AND ");
        }
        sql.add(order.first());
        rest(sql, order.others());
        after.ifPresent(position -> sql.add(" AND ").add(ordering.after(position)));
        return sql.add(ordering.orderBy("k%d.v", "l") + limit());
    }

    /** The page, read from the resources of the type in the order of the store until it is full. */
    Sql stored(Optional<Position> after, int most) {
        Sql sql = columns(Optional.empty())
                .add("(SELECT s.subject, s.rid FROM resource s WHERE s.change < 2 AND s.type = "
                        + query.type().map(Definitions.r4()::number).orElseThrow());
        after.ifPresent(
                position -> sql.add(" AND (s.subject, s.rid) > (?, ?)", position.number(0), position.number(1)));
        sql.add(" ORDER BY s.subject, s.rid LIMIT " + most + ") l CROSS JOIN LATERAL (" + LOOKED_UP + ") r WHERE TRUE");
        rest(sql, query.criteria());
        return sql.add(" ORDER BY l.subject, l.rid" + limit());
    }

    /** The page, read from the index rows of a code until it is full. */
    Sql coded(Criterion.On code, Optional<Position> after) {
        String parameter = "parameter = " + code.parameter().key();
        Sql sql = columns(Optional.empty())
                .add("token l CROSS JOIN LATERAL (" + LOOKED_UP + ") r WHERE ")
                .add(has("l", code));
        after.ifPresent(
                position -> sql.add(" AND (l.subject, l.rid) > (?, ?)", position.number(0), position.number(1)));
        // The same code of several systems is one match.
        sql.add(
                        " AND CASE WHEN EXISTS (SELECT 1 FROM token b WHERE b." + parameter
                                + " AND b.code = l.code AND b.subject = l.subject AND b.rid = l.rid AND b.system < l.system AND ")
                .add(TokenSql.value("b", code.parameter(), code.values().getFirst()))
                .add(") THEN FALSE ELSE TRUE END");
        rest(sql, without(code));
        return sql.add(" ORDER BY l.subject, l.rid" + limit());
    }

    /** The page, of the index rows of a code that were put in its order: few resources are looked up for many rows. */
    Sql ranked(Criterion.On code, Optional<Position> after) {
        Sql sql = new Sql()
                .add("SELECT " + Row.COLUMNS + ordering.carried() + " FROM (SELECT r.subject, r.rid"
                        + ordering.columns() + " FROM (SELECT DISTINCT t.subject, t.rid FROM token t WHERE ")
                .add(has("t", code))
                .add(") r")
                .add(ordering.values("", Optional.empty()))
                .add(" WHERE TRUE");
        CriteriaSql.rowByRow(scope).and(sql, "r", query.type(), without(code));
        after.ifPresent(position -> sql.add(" AND ").add(ordering.after(position)));
        sql.add(ordering.orderBy("k%d.v", "r") + " OFFSET 0) l CROSS JOIN LATERAL (" + LOOKED_UP + ") r WHERE ")
                .add(base(query.type(), scope));
        return sql.add(ordering.orderBy("l.k%d", "l") + limit());
    }

    private List<Criterion> without(Criterion code) {
        return query.criteria().stream().filter(each -> each != code).toList();
    }

    private static Sql has(String row, Criterion.On code) {
        return new Sql()
                .add(row + ".parameter = " + code.parameter().key() + " AND ")
                .add(TokenSql.value(row, code.parameter(), code.values().getFirst()));
    }

    /** What else is asked: of the index row what it tells, then of the resource. */
    private void rest(Sql sql, List<Criterion> others) {
        CriteriaSql.rowByRow(scope)
                .and(
                        sql,
                        "l",
                        query.type(),
                        others.stream().filter(Leading::isIndexed).toList());
        sql.add(" AND ").add(base(query.type(), scope));
        CriteriaSql.rowByRow(scope)
                .and(
                        sql,
                        "r",
                        query.type(),
                        others.stream().filter(each -> !Leading.isIndexed(each)).toList());
    }

    private Sql columns(Optional<Position> after) {
        Sql sql = new Sql().add("SELECT " + Row.COLUMNS + ordering.columns());
        if (byTime() && after.isEmpty()) {
            // In the statement itself, because another would have another snapshot.
            sql.add(", pg_current_snapshot()::text");
        }
        return sql.add(" FROM ");
    }

    /** What rows of {@code resource r} must be to match. */
    static Sql where(Optional<String> type, List<Criterion> criteria, SearchScope scope) {
        Sql sql = base(type, scope);
        new CriteriaSql(scope).and(sql, "r", type, criteria);
        return sql;
    }

    /** What rows of {@code resource r} must be whatever is asked. */
    private static Sql base(Optional<String> type, SearchScope scope) {
        Sql sql = new Sql().add("r.change < 2");
        type.ifPresent(t -> sql.add(" AND r.type = " + Definitions.r4().number(t)));
        if (!scope.visible().isEverything()) {
            sql.add(" AND ").add(scope.visible().on("r", type));
        }
        return sql;
    }
}
