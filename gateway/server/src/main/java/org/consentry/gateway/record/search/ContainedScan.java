package org.consentry.gateway.record.search;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.consentry.gateway.record.definition.Definitions;
import org.consentry.gateway.record.index.Extraction;
import org.consentry.gateway.record.index.IndexRows;
import org.consentry.gateway.record.query.Query.Criterion;
import org.consentry.gateway.record.row.Row;
import org.consentry.gateway.record.row.Sql;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/*
 * Contained resources have no index rows: hardly anybody asks for them, and every import would pay. They are read from
 * the bodies of what the caller may see, and their rows are made when they are asked about. Then the criteria are asked
 * of those rows by the same SQL as always: a WITH clause gives them the names of the tables, so that a search means the
 * same inside a resource as outside.
 */
/** Finds the resources that contain one of a type that holds all criteria. */
final class ContainedScan {
    /** Contained resources that are asked about in one statement. */
    private static final int TOGETHER = 1_000;

    private static final int MOST_FOUND = 50_000;
    private static final String MARK = "\"contained\"";

    private final SearchScope scope;
    private final Extraction extraction;
    private final String type;
    private final List<Criterion> criteria;
    private final List<Candidate> waiting = new ArrayList<>();
    private final BodyScan.Found found = new BodyScan.Found(new ArrayList<>(), new ArrayList<>());

    ContainedScan(SearchScope scope, String type, List<Criterion> criteria) {
        this.scope = scope;
        this.extraction = new Extraction(scope.ownBase(), scope.catalog());
        this.type = type;
        this.criteria = criteria;
    }

    private record Candidate(Row container, String id, IndexRows rows) {}

    BodyScan.Found find() {
        new BodyScan(scope).each(Optional.empty(), List.of(), ContainedScan::isMarked, this::take);
        ask();
        return found;
    }

    /** Latin-1 keeps every byte as it is, and the mark is ASCII. */
    private static boolean isMarked(byte[] json) {
        return new String(json, StandardCharsets.ISO_8859_1).contains(MARK);
    }

    private void take(Row container, ObjectNode body) {
        for (JsonNode inner : body.path("contained")) {
            if (inner.path("resourceType").stringValue("").equals(type)) {
                waiting.add(new Candidate(
                        container, inner.path("id").stringValue(""), extraction.rows(type, inner, Optional.empty())));
            }
        }
        if (waiting.size() >= TOGETHER) {
            ask();
        }
    }

    private void ask() {
        if (waiting.isEmpty()) {
            return;
        }
        Sql sql = new Sql().add("WITH ");
        resources(sql);
        rows(
                sql.add(", "),
                "token",
                "code, system",
                "int8, int4",
                List.of(
                        r -> each(r.tokens, t -> t.parameter()),
                        r -> each(r.tokens, t -> t.code()),
                        r -> each(r.tokens, t -> t.system())));
        rows(
                sql.add(", "),
                "string",
                "value, exact",
                "text, int4",
                List.of(
                        r -> each(r.texts, t -> t.parameter()),
                        r -> each(r.texts, t -> t.value()),
                        r -> each(r.texts, t -> t.exact())));
        rows(
                sql.add(", "),
                "date",
                "low, high",
                "int8, int8",
                List.of(
                        r -> each(r.dates, d -> d.parameter()),
                        r -> each(r.dates, d -> d.low()),
                        r -> each(r.dates, d -> d.high())));
        rows(
                sql.add(", "),
                "quantity",
                "low, high, system, code",
                "float8, float8, int4, int4",
                List.of(
                        r -> each(r.quantities, q -> q.parameter()),
                        r -> each(r.quantities, q -> q.low()),
                        r -> each(r.quantities, q -> q.high()),
                        r -> each(r.quantities, q -> q.system()),
                        r -> each(r.quantities, q -> q.code())));
        rows(
                sql.add(", "),
                "reference",
                "target",
                "int8",
                List.of(r -> each(r.references, f -> f.parameter()), r -> each(r.references, f -> f.target())));
        sql.add(" SELECT r.rid FROM resource r WHERE TRUE");
        new CriteriaSql(scope.inContained()).and(sql, "r", Optional.of(type), criteria);
        Set<Long> known = new HashSet<>(found.rids());
        for (long number : scope.reader().list(sql, row -> row.getLong(1))) {
            Row container = waiting.get(Math.toIntExact(number)).container();
            if (known.add(container.rid())) {
                found.subjects().add(container.subject());
                found.rids().add(container.rid());
            }
        }
        waiting.clear();
        if (found.rids().size() > MOST_FOUND) {
            throw BodyScan.tooCostly();
        }
    }

    private static <T> List<Object> each(Collection<T> rows, Function<T, Object> value) {
        return rows.stream().map(value).toList();
    }

    /** Their row ids are their places in the list; none of them is filed under a patient. */
    private void resources(Sql sql) {
        sql.add(
                "resource(subject, rid, id, type, change, updated, source, self) AS (SELECT 0::int8, u.n - 1, u.i, "
                        + Definitions.r4().number(type) + ", 0, 0::int8, ''::text, 0::int8 "
                        + "FROM unnest(?) WITH ORDINALITY AS u(i, n))",
                Sql.strings(waiting.stream().map(Candidate::id).toList()));
    }

    /** All values go as text, which PostgreSQL casts. */
    private void rows(
            Sql sql, String table, String columns, String types, List<Function<IndexRows, List<Object>>> values) {
        List<String> rids = new ArrayList<>();
        List<List<String>> cells = new ArrayList<>();
        values.forEach(value -> cells.add(new ArrayList<>()));
        for (int i = 0; i < waiting.size(); i++) {
            for (int j = 0; j < values.size(); j++) {
                for (Object cell : values.get(j).apply(waiting.get(i).rows())) {
                    cells.get(j).add(String.valueOf(cell));
                    if (j == 0) {
                        rids.add(Integer.toString(i));
                    }
                }
            }
        }
        String[] casts = types.split(", ", -1);
        StringBuilder picked = new StringBuilder("0::int8, u.r::int8, u.c0::int4");
        StringBuilder names = new StringBuilder("r, c0");
        for (int i = 1; i <= casts.length; i++) {
            picked.append(", u.c").append(i).append("::").append(casts[i - 1]);
            names.append(", c").append(i);
        }
        List<Object> arrays = new ArrayList<>(List.of(Sql.strings(rids)));
        cells.forEach(cell -> arrays.add(Sql.strings(cell)));
        sql.add(
                table + "(subject, rid, parameter, " + columns + ") AS (SELECT " + picked + " FROM unnest(?"
                        + ", ?".repeat(cells.size()) + ") AS u(" + names + "))",
                arrays.toArray());
    }
}
