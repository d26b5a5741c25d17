package org.consentry.gateway.record.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.definition.Definitions;
import org.consentry.gateway.record.definition.SearchParameter;
import org.consentry.gateway.record.row.Row;
import org.consentry.gateway.record.row.Sql;

/**
 * Finds every profile, tag and label that is in use by a resource which carries it. The index knows tags by their hashes
 * only, and it knows all of them, so one visible resource is looked up for each: what nobody shows is not told.
 */
final class Labelled {
    private static final int MOST = 500;

    private final SearchScope scope;

    Labelled(SearchScope scope) {
        this.scope = scope;
    }

    /** @param type empty for all */
    List<Row> examples(Optional<String> type) {
        List<Row> found = new ArrayList<>(scope.reader()
                .rows(examples("token", "t.parameter, t.code, t.system", List.of("_tag", "_security"), type)));
        found.addAll(scope.reader().rows(examples("string", "t.parameter, t.value", List.of("_profile"), type)));
        if (found.size() > MOST) {
            throw Problem.of(ProblemKind.TOO_COSTLY, "Too many profiles, tags and labels are in use; ask for one type");
        }
        return found;
    }

    private Sql examples(String table, String columns, List<String> codes, Optional<String> type) {
        List<Integer> keys = type
                .map(List::of)
                .orElseGet(() -> List.copyOf(Definitions.r4().types()))
                .stream()
                .flatMap(each -> codes.stream().flatMap(code -> scope.catalog().parameter(each, code).stream()))
                .map(SearchParameter::key)
                .toList();
        String same = "(" + columns + ") = (" + columns.replace("t.", "u.") + ")";
        return new Sql()
                .add(
                        "SELECT DISTINCT " + Row.COLUMNS + " FROM (SELECT DISTINCT " + columns + " FROM " + table
                                + " t WHERE t.parameter = ANY(?)) u CROSS JOIN LATERAL (SELECT r.* FROM " + table
                                + " t JOIN resource r ON r.subject = t.subject AND r.rid = t.rid WHERE " + same
                                + " AND r.change < 2 AND ",
                        Sql.ints(keys))
                .add(scope.visible().on("r", type))
                .add(" ORDER BY t.subject, t.rid LIMIT 1) r LIMIT " + (MOST + 1));
    }
}
