package org.consentry.gateway.record.search;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.consentry.gateway.access.Supposed;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.KnownValueSets;
import org.consentry.gateway.record.RecordSettings;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.Searches;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.definition.Catalog;
import org.consentry.gateway.record.definition.Definitions;
import org.consentry.gateway.record.definition.SearchParameter;
import org.consentry.gateway.record.index.References;
import org.consentry.gateway.record.journal.Journal;
import org.consentry.gateway.record.query.Query;
import org.consentry.gateway.record.query.Query.Criterion;
import org.consentry.gateway.record.query.QueryParser;
import org.consentry.gateway.record.query.SearchValues;
import org.consentry.gateway.record.query.Terminology;
import org.consentry.gateway.record.row.PageBytes;
import org.consentry.gateway.record.row.Row;
import org.consentry.gateway.record.row.RowReader;
import org.consentry.gateway.record.row.Sql;
import org.consentry.gateway.record.row.Subjects;

/** Searches in PostgreSQL. */
public final class JdbcSearches implements Searches {
    private static final int COLUMN_COUNT = 10;

    private final RowReader reader;
    private final Subjects subjects;
    private final Catalog catalog;
    private final RecordSettings settings;
    private final String ownBase;
    private final Histories histories;
    private final Clock clock;
    private final Journal journal;
    private final KnownValueSets known;
    private final Approaches approaches = new Approaches();

    public JdbcSearches(
            RowReader reader,
            Subjects subjects,
            Catalog catalog,
            RecordSettings settings,
            String ownBase,
            Clock clock,
            Journal journal,
            KnownValueSets known) {
        this.reader = reader;
        this.journal = journal;
        this.known = known;
        this.subjects = subjects;
        this.catalog = catalog;
        this.settings = settings;
        this.ownBase = ownBase;
        this.clock = clock;
        this.histories = new Histories(reader, subjects, settings, clock);
    }

    QueryParser parser() {
        catalog.refresh();
        return new QueryParser(settings, catalog, new Terminology(reader, known));
    }

    private SearchScope scope(Visibility visibility) {
        return new SearchScope(VisiblePredicate.of(visibility, subjects), reader, subjects, catalog, settings, ownBase);
    }

    @Override
    public Page search(Search search, Visibility visibility) {
        Query query = parsed(search);
        journal.beforeSearching(query.type(), search.query(), visibility);
        SearchScope scope = scope(visibility);
        Optional<Position> after = search.after().map(Position::parse);
        return query.countOnly() ? counted(query, scope) : page(query, scope, after, matches(query, scope, after));
    }

    private Query parsed(Search search) {
        search.type().ifPresent(Definitions.r4()::number);
        return parser().parse(search.type(), QueryParser.pairs(search.query()), search.lenient());
    }

    @Override
    public Optional<Page> search(Search search, Supposed supposed) {
        Query query = parsed(search);
        if (!isOneStatement(query) || !isInRecords(query)) {
            return Optional.empty();
        }
        journal.beforeSearching(query.type(), search.query(), supposed.view());
        SearchScope scope = scope(supposed.view());
        Optional<Position> after = search.after().map(Position::parse);
        SearchSql sql = new SearchSql(query, scope, Sql.of(supposed.holds()));
        List<Match> found = read(sql, sql.page(after, Optional.empty()), after);
        // What follows is asked after the decision was found to hold, as after any decision.
        return found.isEmpty() ? Optional.empty() : Optional.of(page(query, scope, after, found));
    }

    /** Whether its matches are found by one statement, so that nothing is asked, and nothing refused, before it. */
    private boolean isOneStatement(Query query) {
        return !query.countOnly()
                && !SortedReading.isNeeded(query, catalog)
                && query.criteria().stream()
                        .allMatch(criterion -> criterion instanceof Criterion.On
                                || criterion instanceof Criterion.Coded
                                || criterion instanceof Criterion.Column
                                || criterion instanceof Criterion.Compartment);
    }

    /** Rows of a search without includes. */
    public List<Row> rows(String type, String queryString, Visibility visibility, int limit) {
        Query query = typed(type, queryString).withCount(limit - 1);
        return matches(query, scope(visibility), Optional.empty()).stream()
                .map(Match::row)
                .toList();
    }

    /** Whether a row of {@code resource r} is found by a query of its type, or has none. */
    public Sql found(Map<String, List<String>> queries) {
        Sql sql = new Sql().add("CASE r.type");
        SearchScope scope = scope(new Visibility.Everything());
        queries.forEach((type, texts) -> {
            sql.add(" WHEN " + Definitions.r4().number(type) + " THEN FALSE");
            for (String text : texts) {
                Query query = typed(type, text);
                sql.add(" OR (")
                        .add(SearchSql.where(query.type(), query.criteria(), scope))
                        .add(")");
            }
        });
        return queries.isEmpty() ? new Sql().add("TRUE") : sql.add(" ELSE TRUE END");
    }

    @Override
    public void check(String type, String query) {
        Definitions.r4().number(type);
        typed(type, query);
    }

    /** A search that finds resources of that type and no others. */
    private Query typed(String type, String text) {
        Query query = parser().parse(Optional.of(type), QueryParser.pairs(text), false);
        if (query.type().isEmpty()) {
            throw Problem.at(ProblemKind.NOT_SUPPORTED, "_contained", "in searches only");
        }
        return query;
    }

    /** A row and what its page's position would be if it were the last. */
    record Match(Row row, List<String> position) {}

    private Page counted(Query query, SearchScope scope) {
        return new Page(
                List.of(),
                List.of(),
                OptionalLong.of(count(query, scope)),
                Optional.empty(),
                query.ignored(),
                query.summary(),
                query.elements(),
                false);
    }

    private Page page(Query query, SearchScope scope, Optional<Position> after, List<Match> found) {
        OptionalLong total = total(query, scope, after, found.size());
        int shown = PageBytes.fitting(rows(found, found.size()), query.count());
        Includes.Found included = included(query, scope, rows(found, shown));
        while (included.cut() && shown > 1) {
            // Fewer matches with all that they lead to, and the others on the next page.
            shown = (shown + 1) / 2;
            included = included(query, scope, rows(found, shown));
        }
        return new Page(
                subjects.versions(rows(found, shown)),
                subjects.versions(included.rows()),
                total,
                shown < found.size() ? Optional.of(end(found.get(shown - 1), query, total)) : Optional.empty(),
                query.ignored(),
                query.summary(),
                query.elements(),
                included.cut());
    }

    private static Includes.Found included(Query query, SearchScope scope, List<Row> matches) {
        Includes.Found found = new Includes(scope).of(matches, query.includes());
        if (found.rows().isEmpty()) {
            return found;
        }
        List<Row> all = new ArrayList<>(matches);
        all.addAll(found.rows());
        int fitting = PageBytes.fitting(all, all.size());
        return fitting == all.size()
                ? found
                : new Includes.Found(all.subList(matches.size(), Math.max(matches.size(), fitting)), true);
    }

    private static List<Row> rows(List<Match> found, int count) {
        return found.subList(0, count).stream().map(Match::row).toList();
    }

    /** Counted for the first page; the position takes it along to all others. */
    private OptionalLong total(Query query, SearchScope scope, Optional<Position> after, int found) {
        if (after.isEmpty() && found <= query.count()) {
            return OptionalLong.of(found);
        }
        if (query.total() != Query.Total.ACCURATE) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(after.isPresent() ? after.get().last() : count(query, scope));
    }

    private static String end(Match last, Query query, OptionalLong total) {
        List<String> parts = new ArrayList<>(last.position());
        if (query.total() == Query.Total.ACCURATE) {
            parts.add(Long.toString(total.orElseThrow()));
        }
        return new Position(parts).text();
    }

    /** The matches of a page and one more. */
    private List<Match> matches(Query query, SearchScope scope, Optional<Position> after) {
        if (SortedReading.isNeeded(query, catalog)) {
            return new SortedReading(query, scope).page(after);
        }
        SearchSql sql = new SearchSql(query, scope);
        return switch (approach(query, sql, scope)) {
            case Approach.Usual usual -> read(sql, planned(query, sql.page(after, Optional.empty())), after);
            case Approach.Gathered few -> read(sql, sql.page(after, Optional.of(few.rows())), after);
            case Approach.Coded coded -> read(sql, sql.coded(coded.code(), after), after);
            case Approach.Ranked ranked -> read(sql, sql.ranked(ranked.code(), after), after);
            case Approach.Walk walk -> walk(query, sql, walk, after);
            case Approach.Stored stored -> {
                List<Match> found = read(sql, sql.stored(after, stored.most()), after);
                yield found.size() > query.count()
                        ? found
                        : read(sql, planned(query, sql.page(after, Optional.empty())), after);
            }
        };
    }

    private Approach approach(Query query, SearchSql sql, SearchScope scope) {
        return isInRecords(query) ? new Approach.Usual() : approaches.choose(query, sql.ordering(), scope);
    }

    /** Whether it names the patients whose records it looks into. */
    private boolean isInRecords(Query query) {
        return !patientsIn(query.type().orElse(""), query.criteria()).isEmpty();
    }

    private List<Match> walk(Query query, SearchSql sql, Approach.Walk walk, Optional<Position> after) {
        if (after.filter(walk.order()::isPast).isEmpty()) {
            Optional<Integer> most = walk.whole() ? Optional.empty() : Optional.of(Approaches.MOST_WALKED);
            List<Match> found = read(sql, sql.walk(walk.order(), after, most), after);
            if (walk.whole() || found.size() > query.count()) {
                return found;
            }
        }
        Sql behind = Leading.ranked(query, sql.ordering())
                .map(code -> sql.ranked(code, after))
                .orElseGet(() -> planned(query, sql.page(after, Optional.empty())));
        return read(sql, behind, after);
    }

    private List<Match> read(SearchSql sql, Sql statement, Optional<Position> after) {
        int keys = sql.keys();
        return reader.list(statement, row -> {
            Row read = Row.read(row);
            List<String> parts = new ArrayList<>();
            for (int i = 0; i < keys; i++) {
                parts.add(row.getString(COLUMN_COUNT + 1 + i));
            }
            parts.add(Long.toString(read.subject()));
            parts.add(Long.toString(read.rid()));
            if (sql.byTime()) {
                parts.add(
                        after.isEmpty()
                                ? row.getString(COLUMN_COUNT + 1 + keys)
                                : after.get().part(keys + 2));
                parts.add(
                        after.isEmpty()
                                ? Long.toString(clock.millis())
                                : after.get().part(keys + 3));
            }
            return new Match(read, parts);
        });
    }

    /**
     * Within one patient's record, and with one criterion, there is one good plan. Several criteria over all patients are
     * worth a plan of their own, which begins with the rarest.
     */
    private Sql planned(Query query, Sql sql) {
        boolean choice = query.criteria().size() > 1 && !isInRecords(query);
        return choice ? sql.withNumbersInText() : sql;
    }

    private long count(Query query, SearchScope scope) {
        return reader.list(planned(query, new SearchSql(query, scope).count()), row -> row.getLong(1))
                .getFirst();
    }

    @Override
    public Map<String, SearchParameter> parameters(String type) {
        catalog.refresh();
        return catalog.parameters(type);
    }

    @Override
    public Page history(History history, Visibility visibility) {
        journal.before(history.type().map(Set::of).orElse(Set.of()), visibility);
        return histories.history(history, VisiblePredicate.of(visibility, subjects));
    }

    @Override
    public List<StoredVersion> labelled(Optional<String> type, Visibility visibility) {
        catalog.refresh();
        journal.before(type.map(Set::of).orElse(Set.of()), visibility);
        return subjects.versions(new Labelled(scope(visibility)).examples(type));
    }

    @Override
    public Page everything(Everything everything, Visibility visibility) {
        journal.before(everything.types(), visibility);
        return histories.everything(everything, VisiblePredicate.of(visibility, subjects));
    }

    @Override
    public Optional<String> patientNamed(String type, String query) {
        Query parsed = parser().parse(Optional.of(type), QueryParser.pairs(query), true);
        Set<String> patients = patientsIn(type, parsed.criteria());
        return patients.size() == 1 ? Optional.of(patients.iterator().next()) : Optional.empty();
    }

    private Set<String> patientsIn(String type, List<Criterion> criteria) {
        Set<String> patients = new HashSet<>();
        for (Criterion criterion : criteria) {
            switch (criterion) {
                case Criterion.On on -> named(type, on).ifPresent(patients::add);
                case Criterion.Compartment compartment -> {
                    if (compartment.owner().type().equals("Patient")) {
                        patients.add(compartment.owner().id());
                    }
                }
                case Criterion.Column column -> {
                    if (type.equals("Patient") && column.name().equals("_id")) {
                        patients.addAll(column.values());
                    }
                }
                default -> {
                    // Others narrow a search without naming a patient.
                }
            }
        }
        return patients;
    }

    private Optional<String> named(String type, Criterion.On on) {
        if (!on.modifier().isEmpty()
                || on.values().size() != 1
                || !Definitions.r4().subject(type).isAskedBy(on.parameter())) {
            return Optional.empty();
        }
        String value = SearchValues.unescape(on.values().getFirst());
        return References.local(value.contains("/") ? value : "Patient/" + value, ownBase)
                .filter(id -> id.type().equals("Patient"))
                .map(ResourceId::id);
    }
}
