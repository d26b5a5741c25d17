package org.consentry.gateway.record.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.consentry.gateway.record.definition.Catalog;
import org.consentry.gateway.record.definition.ElementPath;
import org.consentry.gateway.record.definition.ParameterKind;
import org.consentry.gateway.record.definition.SearchParameter;
import org.consentry.gateway.record.index.SortTexts;
import org.consentry.gateway.record.query.Query;
import org.consentry.gateway.record.query.Query.SortKey;
import org.consentry.gateway.record.row.Row;
import org.consentry.gateway.record.row.Sql;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sorts by tokens and references, whose text stands in no index: the matches are read, bounded in number, and put in
 * order here. A position is made of the values of the last match, as elsewhere.
 */
final class SortedReading {
    private static final int MOST = 50_000;
    private static final String MISSING = "-";
    private static final String PRESENT = "+";

    private final Query query;
    private final SearchScope scope;
    private final List<Comparator<@Nullable String>> orders = new ArrayList<>();

    SortedReading(Query query, SearchScope scope) {
        this.query = query;
        this.scope = scope;
        query.sort().forEach(key -> orders.add(order(key)));
    }

    /** Whether one of the keys is not in the index as it sorts. */
    static boolean isNeeded(Query query, Catalog catalog) {
        return query.sort().stream()
                .flatMap(key -> query.type().flatMap(type -> catalog.parameter(type, key.code())).stream())
                .anyMatch(p -> p.kind() == ParameterKind.TOKEN || p.kind() == ParameterKind.REFERENCE);
    }

    /** A match before its body is read again. */
    private record Entry(long subject, long rid, List<@Nullable String> values) {}

    List<JdbcSearches.Match> page(Optional<Position> after) {
        List<Entry> entries = new ArrayList<>();
        new BodyScan(scope).each(query.type(), query.criteria(), (row, body) -> {
            if (entries.size() == MOST) {
                throw BodyScan.tooCostly();
            }
            entries.add(new Entry(
                    row.subject(),
                    row.rid(),
                    query.sort().stream().map(key -> value(key, row, body)).toList()));
        });
        Comparator<Entry> order = this::compare;
        Optional<Entry> last = after.map(this::entry);
        List<Entry> page = entries.stream()
                .filter(entry -> last.isEmpty() || order.compare(entry, last.get()) > 0)
                .sorted(order)
                .limit(query.count() + 1L)
                .toList();
        return load(page);
    }

    private int compare(Entry one, Entry other) {
        for (int i = 0; i < orders.size(); i++) {
            int compared =
                    orders.get(i).compare(one.values().get(i), other.values().get(i));
            if (compared != 0) {
                return compared;
            }
        }
        int bySubject = Long.compare(one.subject(), other.subject());
        return bySubject != 0 ? bySubject : Long.compare(one.rid(), other.rid());
    }

    private Comparator<@Nullable String> order(SortKey key) {
        Comparator<String> natural =
                switch (kind(key)) {
                    case DATE -> Comparator.comparingLong(Long::parseLong);
                    case NUMBER, QUANTITY -> Comparator.comparingDouble(Double::parseDouble);
                    default -> Comparator.naturalOrder();
                };
        return Comparator.nullsLast(key.descending() ? natural.reversed() : natural);
    }

    private ParameterKind kind(SortKey key) {
        return switch (key.code()) {
            case "_lastUpdated" -> ParameterKind.DATE;
            case "_id" -> ParameterKind.STRING;
            default -> parameter(key).kind();
        };
    }

    private SearchParameter parameter(SortKey key) {
        return scope.catalog()
                .parameter(query.type().orElse("Basic"), key.code())
                .orElseThrow(Position::malformed);
    }

    private @Nullable String value(SortKey key, Row row, ObjectNode body) {
        if (key.code().equals("_lastUpdated")) {
            return Long.toString(row.updated());
        }
        if (key.code().equals("_id")) {
            return row.id();
        }
        SearchParameter parameter = parameter(key);
        TreeSet<String> values = new TreeSet<>(order(new SortKey(key.code(), false)));
        for (ElementPath path : parameter.paths()) {
            SortTexts.read(parameter, path, body, values);
        }
        return values.isEmpty() ? null : key.descending() ? values.last() : values.first();
    }

    private Entry entry(Position position) {
        List<@Nullable String> values = new ArrayList<>();
        for (int i = 0; i < orders.size(); i++) {
            String part = position.part(i);
            values.add(part.startsWith(PRESENT) ? part.substring(1) : null);
        }
        return new Entry(position.number(orders.size()), position.number(orders.size() + 1), values);
    }

    private List<JdbcSearches.Match> load(List<Entry> page) {
        Sql sql = new Sql()
                .add(
                        "SELECT " + Row.COLUMNS + " FROM resource r WHERE r.change < 2 AND (r.subject, r.rid) IN "
                                + "(SELECT * FROM unnest(?, ?)) AND ",
                        Sql.longs(page.stream().map(Entry::subject).toList()),
                        Sql.longs(page.stream().map(Entry::rid).toList()))
                .add(scope.visible().on("r", query.type()));
        Map<Long, Row> rows = new HashMap<>();
        scope.reader().rows(sql).forEach(row -> rows.put(row.rid(), row));
        List<JdbcSearches.Match> matches = new ArrayList<>();
        for (Entry entry : page) {
            Row row = rows.get(entry.rid());
            if (row != null) {
                matches.add(new JdbcSearches.Match(row, position(entry)));
            }
        }
        return matches;
    }

    private static List<String> position(Entry entry) {
        List<String> parts = new ArrayList<>();
        entry.values().forEach(value -> parts.add(value == null ? MISSING : PRESENT + value));
        parts.add(Long.toString(entry.subject()));
        parts.add(Long.toString(entry.rid()));
        return parts;
    }
}
