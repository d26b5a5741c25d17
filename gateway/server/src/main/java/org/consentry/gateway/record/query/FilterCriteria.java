package org.consentry.gateway.record.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.definition.ParameterKind;
import org.consentry.gateway.record.definition.SearchParameter;
import org.consentry.gateway.record.query.Query.Criterion;

/**
 * Turns a filter into criteria: the same ones that parameters and modifiers make, so that a filter sees neither more nor
 * less than a search does.
 */
final class FilterCriteria {
    private static final Set<String> ORDERED = Set.of("eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap");

    /** For each kind its operators, and the modifier that does what the operator asks for. */
    private static final Map<ParameterKind, Map<String, String>> MODIFIERS = Map.of(
            ParameterKind.STRING,
            Map.of(
                    "eq",
                    "whole",
                    "ne",
                    "ne",
                    "co",
                    "contains",
                    "sw",
                    "",
                    "ew",
                    "ends",
                    "gt",
                    "gt",
                    "lt",
                    "lt",
                    "ge",
                    "ge",
                    "le",
                    "le"),
            ParameterKind.URI,
            Map.of("eq", "", "ne", "ne", "co", "contains", "sw", "below", "ew", "ends"),
            ParameterKind.TOKEN,
            Map.of("eq", "", "ne", "ne", "ss", "below", "sb", "above", "in", "in", "ni", "not-in"),
            ParameterKind.REFERENCE,
            Map.of("eq", "", "re", ""),
            ParameterKind.DATE,
            Map.of("po", "po"));

    private final QueryParser parser;
    private final ParameterCriteria parameters;

    FilterCriteria(QueryParser parser, ParameterCriteria parameters) {
        this.parser = parser;
        this.parameters = parameters;
    }

    Criterion criterion(Optional<String> type, Filter filter, int depth) {
        return switch (filter) {
            case Filter.All all ->
                new Criterion.AnyOf(List.of(all.of().stream()
                        .map(each -> criterion(type, each, depth))
                        .toList()));
            case Filter.Any any ->
                new Criterion.AnyOf(any.of().stream()
                        .map(each -> List.of(criterion(type, each, depth)))
                        .toList());
            case Filter.Not not -> new Criterion.Not(criterion(type, not.of(), depth));
            case Filter.Test test -> test(type, test, depth);
        };
    }

    private Criterion test(Optional<String> type, Filter.Test test, int depth) {
        parser.count(depth);
        Filter.Step first = test.path().getFirst();
        List<Filter.Step> rest = test.path().subList(1, test.path().size());
        if (rest.isEmpty()) {
            if (first.where().isPresent()) {
                throw Problem.at(ProblemKind.MALFORMED, "_filter", "after a filter in brackets a path goes on");
            }
            return leaf(type, first.name(), test.operator(), test.value());
        }
        return parser.chain(type, first.name(), target -> {
            List<Criterion> inner = new ArrayList<>();
            first.where().ifPresent(where -> inner.add(criterion(Optional.of(target), where, depth + 1)));
            inner.add(test(Optional.of(target), new Filter.Test(rest, test.operator(), test.value()), depth + 1));
            return inner;
        });
    }

    private Criterion leaf(Optional<String> type, String name, String operator, String value) {
        String escaped = value.replace("\\", "\\\\").replace(",", "\\,");
        if (name.equals("_id")) {
            Criterion id = new Criterion.Column(name, List.of(escaped));
            return switch (operator) {
                case "eq" -> id;
                case "ne" -> new Criterion.Not(id);
                default -> throw unknown(name, operator, Set.of("eq", "ne"));
            };
        }
        if (name.equals("_lastUpdated")) {
            return new Criterion.Column(name, List.of(ordered(name, operator, escaped)));
        }
        SearchParameter parameter = parser.parameter(type, name);
        if (operator.equals("pr")) {
            return present(parameter, value);
        }
        if (parameter.code().equals("_source") && operator.equals("ne")) {
            return new Criterion.Not(compared(parameter, "eq", escaped));
        }
        if (parameter.code().equals("phonetic") && operator.equals("eq")) {
            return parameters.criterion(parameter, "", escaped);
        }
        if (parameter.kind() == ParameterKind.REFERENCE && operator.equals("ne")) {
            return new Criterion.AnyOf(List.of(List.of(
                    present(parameter, "true"), new Criterion.Not(new Criterion.On(parameter, "", List.of(escaped))))));
        }
        return compared(parameter, operator, escaped);
    }

    private Criterion compared(SearchParameter parameter, String operator, String value) {
        Map<String, String> modifiers = MODIFIERS.getOrDefault(parameter.kind(), Map.of());
        String modifier = modifiers.get(operator);
        if (modifier == null) {
            return switch (parameter.kind()) {
                case DATE, NUMBER, QUANTITY ->
                    new Criterion.On(parameter, "", List.of(ordered(parameter.code(), operator, value)));
                default -> throw unknown(parameter.code(), operator, modifiers.keySet());
            };
        }
        return switch (operator) {
            case "in", "ni", "ss", "sb" -> parameters.criterion(parameter, modifier, value);
            default -> new Criterion.On(parameter, modifier, List.of(value));
        };
    }

    private static Criterion present(SearchParameter parameter, String value) {
        if (parameter.kind() == ParameterKind.COMPOSITE || (!value.equals("true") && !value.equals("false"))) {
            throw Problem.at(ProblemKind.MALFORMED, "_filter", parameter.code() + " pr true or false");
        }
        return new Criterion.On(parameter, "missing", List.of(value.equals("true") ? "false" : "true"));
    }

    private static String ordered(String name, String operator, String value) {
        if (!ORDERED.contains(operator)) {
            throw unknown(name, operator, ORDERED);
        }
        return operator + value;
    }

    private static Problem unknown(String name, String operator, Set<String> known) {
        Set<String> all = new TreeSet<>(known);
        all.add("pr");
        String what = operator.matches("[a-z]{2}") ? "'" + operator + "'" : "this operator";
        return Problem.at(ProblemKind.MALFORMED, "_filter", what + " does not fit " + name + "; it takes " + all);
    }
}
