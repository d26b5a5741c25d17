package org.consentry.gateway.record.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.query.Query.Criterion;

/**
 * {@code _contained}: whether a search is about resources, about those inside them, or about both. What contains a match
 * is the answer.
 *
 * @see <a href="https://hl7.org/fhir/R4/search.html#contained">search.html#contained</a>
 */
enum ContainedMode {
    FALSE,
    TRUE,
    BOTH;

    private static final Set<String> SORTS = Set.of("_id", "_lastUpdated");

    static ContainedMode of(String value, Optional<String> type) {
        if (type.isEmpty() && !value.equals("false")) {
            throw Problem.at(ProblemKind.MALFORMED, "_contained", "of one type, which the URL names");
        }
        return switch (value) {
            case "false" -> FALSE;
            case "true" -> TRUE;
            case "both" -> BOTH;
            default -> throw Problem.at(ProblemKind.MALFORMED, "_contained", "true, false or both");
        };
    }

    static void requireContainer(String value) {
        if (!value.equals("container")) {
            throw value.equals("contained")
                    ? Problem.at(ProblemKind.NOT_SUPPORTED, "_containedType", "container")
                    : Problem.at(ProblemKind.MALFORMED, "_containedType", "container or contained");
        }
    }

    /** What must hold of resources of any type. */
    List<Criterion> criteria(String type, List<Criterion> criteria, List<Query.SortKey> sort) {
        if (!criteria.stream().allMatch(ContainedMode::isAboutItself)) {
            throw Problem.at(
                    ProblemKind.NOT_SUPPORTED,
                    "_contained",
                    "with criteria on elements of the contained resource, without chains and texts");
        }
        if (!sort.stream().map(Query.SortKey::code).allMatch(SORTS::contains)) {
            throw Problem.at(ProblemKind.NOT_SUPPORTED, "_sort", "with _contained by _id and _lastUpdated");
        }
        Criterion inside = new Criterion.Contained(type, List.copyOf(criteria));
        if (this == TRUE) {
            return List.of(inside);
        }
        List<Criterion> outside = new ArrayList<>(List.of(new Criterion.Column("_type", List.of(type))));
        outside.addAll(criteria);
        return List.of(new Criterion.AnyOf(List.of(outside, List.of(inside))));
    }

    private static boolean isAboutItself(Criterion criterion) {
        return switch (criterion) {
            case Criterion.On on -> true;
            case Criterion.Coded coded -> true;
            case Criterion.Column column -> column.name().equals("_id");
            case Criterion.AnyOf any ->
                any.alternatives().stream().flatMap(List::stream).allMatch(ContainedMode::isAboutItself);
            case Criterion.Not not -> isAboutItself(not.inner());
            default -> false;
        };
    }
}
