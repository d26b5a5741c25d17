package org.consentry.gateway.record.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.definition.InlineLabels;
import org.consentry.gateway.record.query.BodyTest;
import org.consentry.gateway.record.query.Query.Criterion;
import org.consentry.gateway.record.row.Content;
import org.consentry.gateway.record.row.Row;
import org.consentry.gateway.record.row.Sql;
import tools.jackson.databind.node.ObjectNode;

/** Reads bodies in slices, for what no index tells. Bounded in memory by the slice, in time by the statement timeout. */
final class BodyScan {
    private static final int SLICE = 2_000;
    private static final int MOST_FOUND = 50_000;

    private final SearchScope scope;

    BodyScan(SearchScope scope) {
        this.scope = scope;
    }

    /** Keys of rows, in the order of the store. */
    record Found(List<Long> subjects, List<Long> rids) {}

    /** Rows that hold all criteria and pass all tests. */
    Found find(Optional<String> type, List<Criterion> criteria, List<BodyTest> tests) {
        Found found = new Found(new ArrayList<>(), new ArrayList<>());
        each(type, criteria, (row, body) -> {
            if (tests.stream().allMatch(test -> test.holds(body))) {
                found.subjects().add(row.subject());
                found.rids().add(row.rid());
                if (found.rids().size() > MOST_FOUND) {
                    throw tooCostly();
                }
            }
        });
        return found;
    }

    /** Calls for every visible row that holds all criteria, with the part of its body that may be searched. */
    void each(Optional<String> type, List<Criterion> criteria, BiConsumer<Row, ObjectNode> consumer) {
        each(type, criteria, json -> true, consumer);
    }

    /** The same for bodies that are worth to be looked into. */
    void each(
            Optional<String> type,
            List<Criterion> criteria,
            Predicate<byte[]> worth,
            BiConsumer<Row, ObjectNode> consumer) {
        long deadline = System.nanoTime() + scope.settings().statementTimeout().toNanos();
        Row last = null;
        while (true) {
            Sql sql = new Sql()
                    .add("SELECT " + Row.COLUMNS + " FROM resource r WHERE ")
                    .add(SearchSql.where(type, criteria, scope));
            if (last != null) {
                sql.add(" AND (r.subject, r.rid) > (?, ?)", last.subject(), last.rid());
            }
            List<Row> rows = scope.reader().rows(sql.add(" ORDER BY r.subject, r.rid LIMIT " + SLICE));
            for (Row row : rows) {
                byte[] json = row.body().json();
                if (worth.test(json)) {
                    consumer.accept(row, searched(json));
                }
            }
            if (rows.size() < SLICE) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw tooCostly();
            }
            last = rows.getLast();
        }
    }

    /** What is labelled is searched and sorted by nobody, here as in the index. */
    private static ObjectNode searched(byte[] json) {
        ObjectNode body = Content.parse(json);
        InlineLabels.remove(body, Set.of());
        return body;
    }

    static Problem tooCostly() {
        return Problem.of(ProblemKind.TOO_COSTLY, "This search reads too many resources; add criteria");
    }
}
