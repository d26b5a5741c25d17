package org.consentry.gateway.record.search;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.definition.Definitions;
import org.consentry.gateway.record.definition.ElementPath;
import org.consentry.gateway.record.definition.ParameterKind;
import org.consentry.gateway.record.definition.SearchParameter;
import org.consentry.gateway.record.index.References;
import org.consentry.gateway.record.query.Query.Include;
import org.consentry.gateway.record.row.Content;
import org.consentry.gateway.record.row.Row;
import org.consentry.gateway.record.row.Sql;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Adds what matches refer to and what refers to matches. References are read from the matches' own bytes, which are
 * there anyway; only {@code _revinclude} asks the index. What the caller may not see is not added and leaves no trace.
 */
final class Includes {
    private static final int MOST_ROUNDS = 16;

    private final SearchScope scope;
    private final int most;
    private boolean cut;

    Includes(SearchScope scope) {
        this.scope = scope;
        this.most = scope.settings().mostIncluded();
    }

    /** @param cut whether there was more than a page may include */
    record Found(List<Row> rows, boolean cut) {}

    Found of(List<Row> matches, List<Include> includes) {
        Map<Long, Row> found = new LinkedHashMap<>();
        Set<Long> known = new HashSet<>();
        matches.forEach(row -> known.add(row.resourceId().hash()));
        List<Row> from = matches;
        for (int round = 0; round < MOST_ROUNDS && !from.isEmpty() && !cut; round++) {
            List<Row> added = new ArrayList<>();
            // What is added may be asked for again in the same round: includes may stand in any order.
            for (Include include : includes) {
                if (!cut && (round == 0 || include.iterate())) {
                    for (Row row : include.reverse() ? reverse(from, include) : forward(from, include, known)) {
                        long self = row.resourceId().hash();
                        if (known.add(self)) {
                            found.put(self, row);
                            added.add(row);
                        }
                    }
                    cut |= found.size() > most;
                }
            }
            from = added;
        }
        return new Found(found.values().stream().limit(most).toList(), cut);
    }

    /** Rows up to the bound, and whether there were more. */
    private List<Row> bounded(Sql sql) {
        List<Row> rows = scope.reader().rows(sql.add(" LIMIT " + (most + 1)));
        cut |= rows.size() > most;
        return rows;
    }

    private List<Row> forward(List<Row> from, Include include, Set<Long> known) {
        Set<Long> targets = new LinkedHashSet<>();
        Set<String> canonicals = new LinkedHashSet<>();
        for (Row row : from) {
            String type = Definitions.r4().name(row.type());
            if (include.source().equals("*") || include.source().equals(type)) {
                ObjectNode content = Content.parse(row.body().json());
                for (SearchParameter parameter : parameters(type, include.code())) {
                    targets(parameter, content, include.target(), targets, canonicals);
                }
            }
        }
        targets.removeAll(known);
        List<Row> found = new ArrayList<>(load(targets));
        found.addAll(named(canonicals, include.target()));
        return found;
    }

    private Collection<SearchParameter> parameters(String type, String code) {
        return scope.catalog().parameters(type).values().stream()
                .filter(p -> p.kind() == ParameterKind.REFERENCE
                        && (code.equals("*") || p.code().equals(code)))
                .toList();
    }

    private void targets(
            SearchParameter parameter,
            ObjectNode content,
            Optional<String> type,
            Set<Long> targets,
            Set<String> canonicals) {
        for (ElementPath path : parameter.paths()) {
            path.walkShown(content, value -> {
                String text = text(path, value);
                Optional<ResourceId> local = References.local(text, scope.ownBase());
                local.filter(id -> path.target() == null || id.type().equals(path.target()))
                        .filter(id -> type.isEmpty() || id.type().equals(type.get()))
                        .ifPresent(id -> targets.add(id.hash()));
                if (value.isString() && local.isEmpty()) {
                    int bar = text.indexOf('|');
                    canonicals.add(bar < 0 ? text : text.substring(0, bar));
                }
            });
        }
    }

    private static String text(ElementPath path, JsonNode value) {
        if (path.datatype().equals("resource")) {
            return value.path("resourceType").stringValue("") + "/"
                    + value.path("id").stringValue("");
        }
        return value.isString() ? value.stringValue() : value.path("reference").stringValue("");
    }

    List<Row> load(Collection<Long> selves) {
        if (selves.isEmpty()) {
            return List.of();
        }
        List<Long> ofDirectory = scope.subjects().inDirectory(selves);
        Sql sql = ofDirectory.isEmpty()
                ? new Sql()
                        .add(
                                "SELECT " + Row.COLUMNS
                                        + " FROM directory d JOIN resource r ON r.subject = d.subject AND r.rid = "
                                        + "d.rid WHERE r.change < 2 AND d.self = ANY(?) AND ",
                                Sql.longs(selves))
                : new Sql()
                        .add(
                                "SELECT " + Row.COLUMNS
                                        + " FROM resource r WHERE r.change < 2 AND r.subject = 0 AND r.rid = ANY(?) AND ",
                                Sql.longs(ofDirectory));
        List<Row> rows = bounded(sql.add(scope.visible().on("r", Optional.empty())));
        scope.subjects().found(rows);
        return rows;
    }

    /** What has one of these canonical URLs. */
    private List<Row> named(Set<String> canonicals, Optional<String> type) {
        if (canonicals.isEmpty()) {
            return List.of();
        }
        List<Integer> keys = type.map(List::of).orElse(Definitions.r4().types()).stream()
                .map(t -> SearchParameter.key(t, "url"))
                .toList();
        return bounded(new Sql()
                .add(
                        "SELECT " + Row.COLUMNS
                                + " FROM resource r WHERE r.change < 2 AND (r.subject, r.rid) IN "
                                + "(SELECT u.subject, u.rid FROM string u WHERE u.parameter = ANY(?) AND "
                                + "u.value = ANY(?)) AND ",
                        Sql.ints(keys),
                        Sql.strings(canonicals))
                .add(scope.visible().on("r", Optional.empty())));
    }

    private List<Row> reverse(List<Row> from, Include include) {
        List<Row> targets = from.stream()
                .filter(row -> include.target().isEmpty()
                        || include.target().get().equals(Definitions.r4().name(row.type())))
                .toList();
        Collection<SearchParameter> parameters = include.source().equals("*")
                ? scope.catalog().references()
                : parameters(include.source(), include.code());
        List<Long> patients = targets.stream()
                .filter(row -> row.subject() != 0 && row.subject() == row.rid())
                .map(Row::subject)
                .toList();
        List<Row> found = new ArrayList<>(filedUnder(patients, parameters));
        found.addAll(pointing(targets, parameters));
        return found;
    }

    /** What is in the record of one of these patients by its subject column. */
    private List<Row> filedUnder(List<Long> patients, Collection<SearchParameter> parameters) {
        List<String> types = parameters.stream()
                .filter(p -> ReferenceSql.isSubject(p) && p.mayLeadToPatient())
                .map(SearchParameter::type)
                .distinct()
                .toList();
        if (patients.isEmpty() || types.isEmpty()) {
            return List.of();
        }
        return bounded(new Sql()
                .add(
                        "SELECT " + Row.COLUMNS
                                + " FROM resource r WHERE r.change < 2 AND r.type = ANY(?) AND r.subject = ANY(?) AND ",
                        Sql.ints(types.stream().map(Definitions.r4()::number).toList()),
                        Sql.longs(patients))
                .add(scope.visible().on("r", one(types))));
    }

    private List<Row> pointing(List<Row> targets, Collection<SearchParameter> parameters) {
        if (targets.isEmpty() || parameters.isEmpty()) {
            return List.of();
        }
        return bounded(new Sql()
                .add(
                        "SELECT " + Row.COLUMNS
                                + " FROM resource r WHERE r.change < 2 AND (r.subject, r.rid) IN "
                                + "(SELECT f.subject, f.rid FROM reference f WHERE f.parameter = ANY(?) AND "
                                + "f.target = ANY(?)) AND ",
                        Sql.ints(parameters.stream().map(SearchParameter::key).toList()),
                        Sql.longs(targets.stream()
                                .map(row -> row.resourceId().hash())
                                .toList()))
                .add(scope.visible()
                        .on(
                                "r",
                                one(parameters.stream()
                                        .map(SearchParameter::type)
                                        .distinct()
                                        .toList()))));
    }

    private static Optional<String> one(List<String> types) {
        return types.size() == 1 ? Optional.of(types.getFirst()) : Optional.empty();
    }
}
