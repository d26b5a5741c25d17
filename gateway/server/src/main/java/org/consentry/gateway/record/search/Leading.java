package org.consentry.gateway.record.search;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.consentry.gateway.record.definition.ElementPath;
import org.consentry.gateway.record.definition.ParameterKind;
import org.consentry.gateway.record.query.Query;
import org.consentry.gateway.record.query.Query.Criterion;
import org.consentry.gateway.record.row.Sql;

/**
 * The criterion that a search begins with.
 *
 * <p>A page is the first matches in the order of the store, and PostgreSQL knows little of how many there are: statements
 * are planned before their values are known, and a code's frequency is not that of a code among patients' names. So it
 * reads the resources of the type in their order, in the hope that a page is soon full, and where matches are rare it
 * reads all of them: seconds among a million. Therefore the statement says itself where to begin: with the index rows of
 * one criterion, in the order of the page, and the resources are looked up one after the other until the page is full.
 *
 * <p>In a patient's record there is less to read, and a code alone is worth beginning with: its index rows are in the order
 * of the page.
 *
 * <p>What else the index can tell of a row is asked of those index rows, one after the other, before a resource is looked up.
 *
 * @param rows begins with {@code SELECT}: {@code subject} and {@code rid} of the rows that may match, each once, in order
 * @param others what only the resources can tell
 */
record Leading(Sql rows, List<Criterion> others) {
    private static final Set<String> FEW_VALUES = Set.of("code", "boolean");

    /** Each value repeats the other criteria; a statement of thousands of parts takes longer to plan than to run. */
    private static final int MOST_VALUES = 16;

    private static final int MOST_CRITERIA = 12;

    private static final Set<ParameterKind> INDEXED = EnumSet.of(
            ParameterKind.TOKEN,
            ParameterKind.STRING,
            ParameterKind.DATE,
            ParameterKind.NUMBER,
            ParameterKind.QUANTITY);

    /** Whether an index row tells enough of its resource to ask this. */
    static boolean isIndexed(Criterion criterion) {
        return criterion instanceof Criterion.On on
                && INDEXED.contains(on.parameter().kind());
    }

    /** Empty where the planner had better choose. */
    static Optional<Leading> of(Query query, SearchScope scope, Optional<Position> after) {
        if (beginning(query, scope).isPresent()) {
            // Its pages are in another order than these rows.
            return Optional.empty();
        }
        return chosen(query, scope).map(chosen -> {
            List<Criterion> others = query.criteria().stream()
                    .filter(each -> each != chosen.first())
                    .toList();
            Rest rest = new Rest(scope, query.type(), others, chosen.record(), after);
            return new Leading(rest.among(chosen.first()), rest.unknown());
        });
    }

    /** The beginning of one text, where that is what an unsorted search begins with. */
    static Optional<Criterion.On> beginning(Query query, SearchScope scope) {
        return chosen(query, scope)
                .map(Chosen::first)
                .filter(Criterion.On.class::isInstance)
                .map(Criterion.On.class::cast)
                .filter(on -> isBeginning(on)
                        && on.values().size() == 1
                        && !on.parameter().isUnion());
    }

    /** One code, where that is what an unsorted search over all patients begins with. */
    static Optional<Criterion.On> code(Query query, SearchScope scope) {
        return chosen(query, scope)
                .filter(chosen -> chosen.record().isEmpty())
                .map(Chosen::first)
                .filter(Criterion.On.class::isInstance)
                .map(Criterion.On.class::cast)
                .filter(on ->
                        isCode(on) && on.values().size() == 1 && !on.parameter().isUnion());
    }

    /** One code whose rows are put in an order that no index has, where the index tells all that is asked and sorted by. */
    static Optional<Criterion.On> ranked(Query query, Ordering ordering) {
        List<Criterion> codes =
                query.criteria().stream().filter(Leading::isTelling).toList();
        return ordering.isOfIndexRows()
                        && codes.size() == 1
                        && query.criteria().stream().allMatch(Leading::isIndexed)
                ? Optional.of((Criterion.On) codes.getFirst())
                        .filter(on -> on.values().size() == 1 && !on.parameter().isUnion())
                : Optional.empty();
    }

    /** @param record the patient in whose record it is */
    private record Chosen(Criterion first, Optional<Sql> record) {}

    private static Optional<Chosen> chosen(Query query, SearchScope scope) {
        List<Criterion> criteria = query.criteria();
        if (query.type().isEmpty() || !query.sort().isEmpty() || criteria.size() > MOST_CRITERIA) {
            return Optional.empty();
        }
        List<Criterion> ahead = criteria.stream().filter(Leading::isAhead).toList();
        Optional<Sql> record = ahead.size() == 1 && ahead.getFirst() instanceof Criterion.On on
                ? new ReferenceSql(scope, new Aliases()).byRecordAlone("i", on)
                : Optional.empty();
        if (!ahead.isEmpty() && record.isEmpty()) {
            return Optional.empty();
        }
        List<Predicate<Criterion>> ways = record.isPresent()
                ? List.of(Leading::isTelling)
                : List.of(
                        Leading::isNarrowChain,
                        Leading::isTelling,
                        Leading::isBeginning,
                        criterion -> criteria.size() == 1 && isCode(criterion));
        return ways.stream()
                .flatMap(way -> criteria.stream().filter(way))
                .findFirst()
                .map(first -> new Chosen(first, record));
    }

    /** Leaves so little that nothing else should come first, or comes first anyway. */
    static boolean isAhead(Criterion criterion) {
        return switch (criterion) {
            case Criterion.On on -> on.parameter().kind() == ParameterKind.REFERENCE;
            case Criterion.Chain chain -> isBySubject(chain);
            case Criterion.Column column -> column.name().equals("_id");
            case Criterion.Listed listed -> true;
            case Criterion.Compartment compartment -> true;
            case Criterion.Contained contained -> true;
            case Criterion.Reading reading -> true;
            default -> false;
        };
    }

    private static boolean isBySubject(Criterion.Chain chain) {
        return chain.targets().contains("Patient") && ReferenceSql.isSubject(chain.reference());
    }

    private static boolean isNarrowChain(Criterion criterion) {
        return criterion instanceof Criterion.Chain chain
                && !chain.reference().isCanonical()
                && chain.perTarget().stream()
                        .allMatch(list -> list.stream().anyMatch(each -> isTelling(each) || isBeginning(each)));
    }

    /** A code of many; a status or a gender is one of few. */
    private static boolean isTelling(Criterion criterion) {
        return criterion instanceof Criterion.On on
                && isCode(on)
                && !on.parameter().paths().stream().map(ElementPath::datatype).allMatch(FEW_VALUES::contains);
    }

    /** A system without a code does not say where in the index to begin. */
    static boolean isCode(Criterion criterion) {
        return criterion instanceof Criterion.On on
                && isPlain(on, ParameterKind.TOKEN)
                && on.values().stream().noneMatch(value -> value.endsWith("|"));
    }

    static boolean isBeginning(Criterion criterion) {
        return criterion instanceof Criterion.On on && isPlain(on, ParameterKind.STRING);
    }

    private static boolean isPlain(Criterion.On on, ParameterKind kind) {
        return on.parameter().kind() == kind
                && on.modifier().isEmpty()
                && on.values().size() <= MOST_VALUES;
    }

    /** What is asked besides the first criterion. */
    private record Rest(
            SearchScope scope,
            Optional<String> type,
            List<Criterion> criteria,
            Optional<Sql> record,
            Optional<Position> after) {
        List<Criterion> unknown() {
            return criteria.stream().filter(each -> !Leading.isIndexed(each)).toList();
        }

        Sql among(Criterion first) {
            Sql sql =
                    switch (first) {
                        case Criterion.Chain chain -> rows("(", new CriteriaSql(scope).rows(chain), ") i WHERE TRUE");
                        case Criterion.On on -> alternatives(on);
                        default -> throw new IllegalStateException("nothing to begin with");
                    };
            return sql.add(" ORDER BY 1, 2");
        }

        private Sql alternatives(Criterion.On on) {
            boolean coded = on.parameter().kind() == ParameterKind.TOKEN;
            String rows = (coded ? "token" : "string") + " i WHERE i.parameter"
                    + Sql.isOneOf(on.parameter().keys()) + " AND ";
            Sql sql = new Sql();
            for (String value : on.values()) {
                Sql condition = coded ? TokenSql.value("i", on.parameter(), value) : TextSql.string("i", on, value);
                sql.add(sql.isEmpty() ? "" : " UNION ").add(rows(rows, condition, ""));
            }
            return sql;
        }

        private Sql rows(String before, Sql rows, String behind) {
            Sql sql = new Sql()
                    .add("SELECT DISTINCT i.subject, i.rid FROM " + before)
                    .add(rows)
                    .add(behind);
            record.ifPresent(patient -> sql.add(" AND ").add(patient));
            after.ifPresent(
                    position -> sql.add(" AND (i.subject, i.rid) > (?, ?)", position.number(0), position.number(1)));
            CriteriaSql.rowByRow(scope)
                    .and(
                            sql,
                            "i",
                            type,
                            criteria.stream().filter(Leading::isIndexed).toList());
            return sql;
        }
    }
}
