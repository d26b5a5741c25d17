package org.consentry.gateway.record.search;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.consentry.gateway.record.definition.ParameterKind;
import org.consentry.gateway.record.query.Query;
import org.consentry.gateway.record.query.Query.Criterion;
import org.consentry.gateway.record.query.SearchValues;
import org.consentry.gateway.record.query.SearchValues.Prefix;
import org.consentry.gateway.record.row.Sql;

/**
 * Chooses how a search over all patients is answered, so that it costs the same whatever else the store holds.
 *
 * <p>A search that asks for what is rare is answered from those rows; one that asks for what is common finds a page of it
 * soon wherever it looks, so it reads an index in the order of the page and stops when the page is full. Which of the two
 * it is cannot be known from statistics: how many patients have a name, and how many resources a member has brought, are
 * facts about values. So it is counted, up to {@value #FEW}.
 */
final class Approaches {
    private static final int FEW = 2_000;

    /** Index rows that are read in the hope of a full page. */
    static final int MOST_WALKED = 10_000;

    private static final Duration REMEMBERED = Duration.ofMinutes(1);
    private static final int MOST_REMEMBERED = 10_000;

    /** Members that have brought in many resources of a type: they will not be few again soon. */
    private final Cache<Share, Boolean> large = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterWrite(REMEMBERED)
            .executor(Runnable::run)
            .build();

    private record Share(String source, String type) {}

    private record Candidate(Sql rows, Optional<Share> share) {}

    Approach choose(Query query, Ordering ordering, SearchScope scope) {
        if (query.type().isEmpty()) {
            return new Approach.Usual();
        }
        Optional<Sql> few = fewest(candidates(query, scope), scope).flatMap(rows -> gathered(rows, scope));
        if (few.isPresent()) {
            return new Approach.Gathered(few.get());
        }
        Optional<Criterion.On> code = Leading.code(query, scope);
        if (code.isPresent()) {
            return new Approach.Coded(code.get());
        }
        if (ordering.size() == 0
                && isWorthReading(query)
                && Leading.of(query, scope, Optional.empty()).isEmpty()) {
            // A planner knows something of one resource's values, and nothing of what refers to it.
            boolean referred = query.criteria().stream().anyMatch(Approaches::isOfOthers);
            return new Approach.Stored(referred ? MOST_WALKED : FEW);
        }
        boolean walkable = query.criteria().stream().allMatch(Approaches::isOfOne);
        return IndexOrder.of(ordering, query)
                .filter(order -> walkable)
                .<Approach>map(order -> new Approach.Walk(
                        order, query.sort().isEmpty() && order.others().isEmpty()))
                .or(() -> Leading.ranked(query, ordering).map(Approach.Ranked::new))
                .orElseGet(Approach.Usual::new);
    }

    /**
     * The rows themselves, as a list: of a condition PostgreSQL would not know that they are few. Whether they match is
     * asked again of each.
     */
    private static Optional<Sql> gathered(Sql rows, SearchScope scope) {
        List<Long> subjects = new ArrayList<>();
        List<Long> rids = new ArrayList<>();
        scope.reader()
                .list(
                        new Sql()
                                .add("SELECT a.subject, a.rid FROM (")
                                .add(rows)
                                .add(") a LIMIT " + (FEW + 1)),
                        row -> subjects.add(row.getLong(1)) && rids.add(row.getLong(2)));
        return subjects.size() > FEW
                ? Optional.empty()
                : Optional.of(new Sql()
                        .add("SELECT * FROM unnest(?, ?) AS g(subject, rid)", Sql.longs(subjects), Sql.longs(rids)));
    }

    /**
     * Whether a page is soon full of what is read one after the other: what is asked is common, or it would have been
     * gathered. One criterion alone is left to PostgreSQL unless it leads to other resources.
     */
    private static boolean isWorthReading(Query query) {
        boolean several = query.criteria().size() > 1;
        return query.criteria().stream()
                        .allMatch(each -> isOfOne(each) || isOfOthers(each) || each instanceof Criterion.Coded)
                && query.criteria().stream().anyMatch(each -> several || isOfOthers(each))
                && query.criteria().stream().noneMatch(Leading::isAhead);
    }

    private static boolean isOfOthers(Criterion criterion) {
        return criterion instanceof Criterion.Has;
    }

    /** What is told of one row without looking for others. */
    private static boolean isOfOne(Criterion criterion) {
        return criterion instanceof Criterion.On
                || (criterion instanceof Criterion.Column column
                        && !column.name().equals("_id"));
    }

    private List<Candidate> candidates(Query query, SearchScope scope) {
        String type = query.type().orElseThrow();
        List<Candidate> candidates = new ArrayList<>();
        List<Criterion> criteria = query.criteria();
        Optional<Share> share = scope.visible().own().map(own -> new Share(own.value(), type));
        boolean shareMayBeFewer = criteria.stream().noneMatch(Approaches::isOfFew)
                && (share.isEmpty() || large.getIfPresent(share.get()) == null);
        if (shareMayBeFewer) {
            scope.visible().rows(type).ifPresent(rows -> candidates.add(new Candidate(rows, share)));
        }
        if (!query.sort().isEmpty()
                || criteria.size() > 1
                || criteria.stream().anyMatch(each -> isDay(each) || isOfOthers(each))) {
            criteria.forEach(each ->
                    rows(each, type, scope).ifPresent(rows -> candidates.add(new Candidate(rows, Optional.empty()))));
        }
        return candidates;
    }

    /** Names and numbers are of few, whoever brought them in: to count the caller's own would cost more than the search. */
    private static boolean isOfFew(Criterion criterion) {
        return criterion instanceof Criterion.On on
                && (Leading.isBeginning(on) || on.parameter().code().equals("identifier"));
    }

    private Optional<Sql> fewest(List<Candidate> candidates, SearchScope scope) {
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        Sql sql = new Sql().add("SELECT ");
        for (int i = 0; i < candidates.size(); i++) {
            sql.add((i == 0 ? "" : ", ") + "(SELECT count(*) FROM (SELECT 1 FROM (")
                    .add(candidates.get(i).rows())
                    .add(") a LIMIT " + (FEW + 1) + ") b)");
        }
        List<Long> counts = scope.reader()
                .list(sql, row -> {
                    List<Long> read = new ArrayList<>();
                    for (int i = 1; i <= candidates.size(); i++) {
                        read.add(row.getLong(i));
                    }
                    return read;
                })
                .getFirst();
        int least = 0;
        for (int i = 0; i < counts.size(); i++) {
            least = counts.get(i) < counts.get(least) ? i : least;
            if (counts.get(i) > FEW) {
                candidates.get(i).share().ifPresent(share -> large.put(share, true));
            }
        }
        return counts.get(least) > FEW
                ? Optional.empty()
                : Optional.of(candidates.get(least).rows());
    }

    /** Index rows among which all that meet the criterion are. */
    private static Optional<Sql> rows(Criterion criterion, String type, SearchScope scope) {
        if (criterion instanceof Criterion.Column column && column.name().equals("_id")) {
            return Optional.of(new Sql()
                    .add("SELECT i.subject, i.rid FROM directory i WHERE ")
                    .add(ColumnSql.self("i", type, column)));
        }
        if (criterion instanceof Criterion.Has has) {
            return referred(has);
        }
        if (!(criterion instanceof Criterion.On on)) {
            return Optional.empty();
        }
        if (on.parameter().kind() == ParameterKind.REFERENCE) {
            return new ReferenceSql(scope, new Aliases()).rows(on);
        }
        if (Leading.isCode(on)) {
            return Optional.of(rows("token", on, value -> TokenSql.value("i", on.parameter(), value)));
        }
        if (Leading.isBeginning(on) || (on.parameter().kind() == ParameterKind.STRING && isExact(on))) {
            return Optional.of(rows("string", on, value -> TextSql.string("i", on, value)));
        }
        return isDay(on)
                ? Optional.of(rows("date", on, value -> OrderedSql.begins("i.low", on, value)))
                : Optional.empty();
    }

    /** Patients in whose records a code stands. */
    private static Optional<Sql> referred(Criterion.Has has) {
        boolean bySubject = has.target().equals("Patient")
                && ReferenceSql.isSubject(has.reference())
                && has.reference().paths().getFirst().isSingle();
        return has.inner().stream()
                .filter(each -> bySubject && Leading.isCode(each))
                .map(Criterion.On.class::cast)
                .map(on -> new Sql()
                        .add("SELECT DISTINCT i.subject, i.subject AS rid FROM (")
                        .add(rows("token", on, value -> TokenSql.value("i", on.parameter(), value)))
                        .add(") i"))
                .findFirst();
    }

    private static boolean isExact(Criterion.On on) {
        return on.modifier().equals("exact");
    }

    /** A date without a comparison: what it finds begins within it. */
    private static boolean isDay(Criterion criterion) {
        return criterion instanceof Criterion.On on
                && on.parameter().kind() == ParameterKind.DATE
                && on.modifier().isEmpty()
                && on.values().stream()
                        .allMatch(value -> SearchValues.prefixed(on.parameter().code(), SearchValues.unescape(value))
                                        .prefix()
                                == Prefix.EQ);
    }

    private static Sql rows(String table, Criterion.On on, Function<String, Sql> condition) {
        return new Sql()
                .add("SELECT i.subject, i.rid FROM " + table + " i WHERE i.parameter"
                        + Sql.isOneOf(on.parameter().keys()) + " AND ")
                .add(Sql.any(on.values().stream().map(condition).toList()));
    }
}
