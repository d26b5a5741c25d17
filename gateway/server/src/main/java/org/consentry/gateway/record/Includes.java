package org.consentry.gateway.record;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.record.Query.Include;
import tools.jackson.databind.node.ObjectNode;

/**
 * Adds what matches refer to and what refers to matches. References are read from the matches' own bytes, which are
 * there anyway; only {@code _revinclude} asks the index. What the caller may not see is not added and leaves no trace.
 */
final class Includes {
    private static final int MOST_ROUNDS = 5;

    private final RowReader reader;
    private final VisiblePredicate visible;
    private final String ownBase;
    private final int most;

    Includes(RowReader reader, VisiblePredicate visible, String ownBase, int most) {
        this.reader = reader;
        this.visible = visible;
        this.ownBase = ownBase;
        this.most = most;
    }

    List<Row> of(List<Row> matches, List<Include> includes) {
        Map<Long, Row> found = new LinkedHashMap<>();
        Set<Long> known = new HashSet<>();
        matches.forEach(row -> known.add(Hashes.self(row.resourceId())));
        List<Row> from = matches;
        for (int round = 0; round < MOST_ROUNDS && !from.isEmpty() && found.size() < most; round++) {
            List<Row> added = new ArrayList<>();
            for (Include include : includes) {
                if (round == 0 || include.iterate()) {
                    for (Row row : include.reverse() ? reverse(from, include) : forward(from, include, known)) {
                        long self = Hashes.self(row.resourceId());
                        if (found.size() < most && known.add(self)) {
                            found.put(self, row);
                            added.add(row);
                        }
                    }
                }
            }
            from = added;
        }
        return List.copyOf(found.values());
    }

    private List<Row> forward(List<Row> from, Include include, Set<Long> known) {
        Set<Long> targets = new LinkedHashSet<>();
        for (Row row : from) {
            String type = Definitions.r4().name(row.type());
            if (include.source().equals("*") || include.source().equals(type)) {
                ObjectNode content = Content.parse(row.body().json());
                parameters(type, include.code()).forEach(p -> targets(p, content, include.target(), targets));
            }
        }
        targets.removeAll(known);
        return load(targets);
    }

    private static Collection<SearchParameter> parameters(String type, String code) {
        return Definitions.r4().parameters(type).values().stream()
                .filter(p -> p.kind() == ParameterKind.REFERENCE
                        && (code.equals("*") || p.code().equals(code)))
                .toList();
    }

    private void targets(SearchParameter parameter, ObjectNode content, Optional<String> type, Set<Long> targets) {
        for (ElementPath path : parameter.paths()) {
            path.walk(content, value -> References.local(value.path("reference").stringValue(""), ownBase)
                    .filter(id -> path.target() == null || id.type().equals(path.target()))
                    .filter(id -> type.isEmpty() || id.type().equals(type.get()))
                    .ifPresent(id -> targets.add(Hashes.self(id))));
        }
    }

    List<Row> load(Collection<Long> selves) {
        if (selves.isEmpty()) {
            return List.of();
        }
        return reader.rows(new Sql()
                .add(
                        "SELECT " + Row.COLUMNS
                                + " FROM directory d JOIN resource r ON r.subject = d.subject AND r.rid = "
                                + "d.rid WHERE r.change < 2 AND d.self = ANY(?) AND ",
                        Sql.longs(selves))
                .add(visible.on("r", Optional.empty()))
                .add(" LIMIT " + most));
    }

    private List<Row> reverse(List<Row> from, Include include) {
        if (include.source().equals("*")) {
            return List.of();
        }
        List<Row> targets = from.stream()
                .filter(row -> include.target().isEmpty()
                        || include.target().get().equals(Definitions.r4().name(row.type())))
                .toList();
        List<Row> found = new ArrayList<>();
        for (SearchParameter parameter : parameters(include.source(), include.code())) {
            found.addAll(referring(parameter, targets));
        }
        return found;
    }

    private List<Row> referring(SearchParameter parameter, List<Row> targets) {
        boolean subject = Definitions.r4().subject(parameter.type()).isAskedBy(parameter);
        List<Long> patients = new ArrayList<>();
        List<Long> others = new ArrayList<>();
        for (Row row : targets) {
            if (subject && row.subject() == row.rid()) {
                patients.add(row.subject());
            } else {
                others.add(Hashes.self(row.resourceId()));
            }
        }
        String head = "SELECT " + Row.COLUMNS + " FROM resource r WHERE r.change < 2 AND r.type = "
                + Definitions.r4().number(parameter.type()) + " AND ";
        List<Row> found = new ArrayList<>();
        if (!patients.isEmpty()) {
            found.addAll(reader.rows(new Sql()
                    .add(head + "r.subject = ANY(?) AND ", Sql.longs(patients))
                    .add(visible.on("r", Optional.of(parameter.type())))
                    .add(" LIMIT " + most)));
        }
        if (!others.isEmpty()) {
            found.addAll(reader.rows(new Sql()
                    .add(
                            head + "(r.subject, r.rid) IN (SELECT f.subject, f.rid FROM reference f WHERE "
                                    + "f.parameter = " + parameter.key() + " AND f.target = ANY(?)) AND ",
                            Sql.longs(others))
                    .add(visible.on("r", Optional.of(parameter.type())))
                    .add(" LIMIT " + most)));
        }
        return found;
    }
}
