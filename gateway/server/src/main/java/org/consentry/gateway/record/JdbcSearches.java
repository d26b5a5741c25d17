package org.consentry.gateway.record;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.record.Query.Criterion;
import org.consentry.gateway.record.QueryParser.Pair;

/** Searches in PostgreSQL. */
final class JdbcSearches implements Searches {
    private final RowReader reader;
    private final Subjects subjects;
    private final RecordSettings settings;
    private final String ownBase;
    private final Histories histories;

    JdbcSearches(RowReader reader, Subjects subjects, RecordSettings settings, String ownBase, Clock clock) {
        this.reader = reader;
        this.subjects = subjects;
        this.settings = settings;
        this.ownBase = ownBase;
        this.histories = new Histories(reader, subjects, settings, clock);
    }

    @Override
    public Page search(Search search, Visibility visibility) {
        search.type().ifPresent(Definitions.r4()::number);
        Query query =
                new QueryParser(settings).parse(search.type(), QueryParser.pairs(search.query()), search.lenient());
        return page(
                query, VisiblePredicate.of(visibility, subjects), search.after().map(Position::parse));
    }

    /** Rows of a search without includes. */
    List<Row> rows(String type, String queryString, Visibility visibility, int limit) {
        Query parsed = new QueryParser(settings).parse(Optional.of(type), QueryParser.pairs(queryString), false);
        Query query = new Query(
                parsed.type(),
                parsed.criteria(),
                parsed.sort(),
                limit - 1,
                Query.Total.IF_KNOWN,
                false,
                List.of(),
                List.of(),
                Optional.empty(),
                List.of());
        SearchSql sql = new SearchSql(query, VisiblePredicate.of(visibility, subjects), subjects, ownBase);
        return reader.rows(sql.page(Optional.empty()));
    }

    private Page page(Query query, VisiblePredicate visible, Optional<Position> after) {
        SearchSql sql = new SearchSql(query, visible, subjects, ownBase);
        if (query.countOnly()) {
            return new Page(
                    List.of(),
                    List.of(),
                    OptionalLong.of(count(sql)),
                    Optional.empty(),
                    query.ignored(),
                    query.summary(),
                    query.elements());
        }
        List<Position> positions = new ArrayList<>();
        List<Row> rows = reader.list(sql.page(after), row -> {
            Row read = Row.read(row);
            List<String> parts = new ArrayList<>();
            for (int i = 0; i < query.sort().size(); i++) {
                parts.add(row.getString(COLUMN_COUNT + 1 + i));
            }
            parts.add(Long.toString(read.subject()));
            parts.add(Long.toString(read.rid()));
            positions.add(new Position(parts));
            return read;
        });
        boolean more = rows.size() > query.count();
        List<Row> matches = more ? rows.subList(0, query.count()) : rows;
        OptionalLong total = query.total() == Query.Total.ACCURATE
                ? OptionalLong.of(count(sql))
                : after.isEmpty() && !more ? OptionalLong.of(matches.size()) : OptionalLong.empty();
        List<Row> included =
                new Includes(reader, visible, ownBase, settings.mostIncluded()).of(matches, query.includes());
        return new Page(
                subjects.versions(matches),
                subjects.versions(included),
                total,
                more ? Optional.of(positions.get(query.count() - 1).text()) : Optional.empty(),
                query.ignored(),
                query.summary(),
                query.elements());
    }

    private static final int COLUMN_COUNT = 10;

    private long count(SearchSql sql) {
        return reader.list(sql.count(), row -> row.getLong(1)).getFirst();
    }

    @Override
    public Page history(History history, Visibility visibility) {
        return histories.history(history, VisiblePredicate.of(visibility, subjects));
    }

    @Override
    public Page everything(Everything everything, Visibility visibility) {
        return histories.everything(everything, VisiblePredicate.of(visibility, subjects));
    }

    @Override
    public Optional<String> patientNamed(String type, String query) {
        Set<String> patients = new HashSet<>();
        Query parsed = new QueryParser(settings).parse(Optional.of(type), QueryParser.pairs(query), true);
        for (Criterion criterion : parsed.criteria()) {
            if (criterion instanceof Criterion.On on
                    && on.modifier().isEmpty()
                    && on.values().size() == 1
                    && Definitions.r4().subject(type).isAskedBy(on.parameter())) {
                String value = SearchValues.unescape(on.values().getFirst());
                References.local(value.contains("/") ? value : "Patient/" + value, ownBase)
                        .filter(id -> id.type().equals("Patient"))
                        .ifPresent(id -> patients.add(id.id()));
            }
            if (type.equals("Patient")
                    && criterion instanceof Criterion.Column column
                    && column.name().equals("_id")) {
                patients.addAll(column.values());
            }
        }
        return patients.size() == 1 ? Optional.of(patients.iterator().next()) : Optional.empty();
    }

    static List<Pair> pairs(String query) {
        return QueryParser.pairs(query);
    }
}
