package org.consentry.gateway.record.query;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.definition.Catalog;
import org.consentry.gateway.record.definition.Definitions;
import org.consentry.gateway.record.definition.NotUnderstood;
import org.consentry.gateway.record.definition.ParameterKind;
import org.consentry.gateway.record.definition.SearchParameter;
import org.consentry.gateway.record.index.Phonetic;
import org.consentry.gateway.record.query.Query.Criterion;

/** One criterion on a parameter that the definitions hold, by its kind and modifier. */
final class ParameterCriteria {
    private static final Map<ParameterKind, Set<String>> MODIFIERS = Map.of(
            ParameterKind.TOKEN, Set.of("", "missing", "not", "of-type", "text", "in", "not-in", "above", "below"),
            ParameterKind.STRING, Set.of("", "missing", "exact", "contains"),
            ParameterKind.URI, Set.of("", "missing", "below", "above", "contains"),
            ParameterKind.DATE, Set.of("", "missing"),
            ParameterKind.NUMBER, Set.of("", "missing"),
            ParameterKind.QUANTITY, Set.of("", "missing"),
            ParameterKind.REFERENCE, Set.of("", "missing", "identifier", "above", "below"),
            ParameterKind.COMPOSITE, Set.of(""));

    private final Catalog catalog;
    private final Terminology terminology;

    ParameterCriteria(Catalog catalog, Terminology terminology) {
        this.catalog = catalog;
        this.terminology = terminology;
    }

    Criterion criterion(SearchParameter parameter, String modifier, String value) {
        if (parameter.kind() == ParameterKind.COMPOSITE && modifier.isEmpty()) {
            return new Composites(catalog).criterion(parameter, value);
        }
        List<String> values = SearchValues.alternatives(parameter.code(), value);
        if (parameter.kind() == ParameterKind.REFERENCE && Definitions.r4().isType(modifier)) {
            return new Criterion.On(
                    parameter,
                    "",
                    values.stream()
                            .map(v -> v.contains("/") ? v : modifier + "/" + v)
                            .toList());
        }
        Set<String> known = MODIFIERS.getOrDefault(parameter.kind(), Set.of());
        if (!known.contains(modifier)) {
            throw NotUnderstood.modifier(parameter.code(), modifier, known);
        }
        return switch (modifier) {
            case "missing" -> missing(parameter, value);
            case "text" -> new Criterion.Reading(BodyTest.text(parameter, values));
            case "in", "not-in" -> coded(parameter, modifier, values);
            case "above", "below" ->
                parameter.kind() == ParameterKind.TOKEN
                        ? branch(parameter, modifier, values)
                        : new Criterion.On(parameter, modifier, values);
            default -> phonetic(parameter, new Criterion.On(parameter, modifier, values));
        };
    }

    private static Criterion missing(SearchParameter parameter, String value) {
        if (!value.equals("true") && !value.equals("false")) {
            throw Problem.at(ProblemKind.MALFORMED, parameter.code() + ":missing", "true or false");
        }
        return new Criterion.On(parameter, "missing", List.of(value));
    }

    private Criterion coded(SearchParameter parameter, String modifier, List<String> values) {
        Terminology.Codes codes = none();
        for (String value : values) {
            Terminology.Codes more =
                    terminology.valueSet(parameter.code() + ":" + modifier, SearchValues.unescape(value));
            codes.listed().addAll(more.listed());
            codes.systems().addAll(more.systems());
        }
        return new Criterion.Coded(parameter, modifier.equals("not-in"), codes);
    }

    private static Terminology.Codes none() {
        return new Terminology.Codes(new LinkedHashSet<>(), new LinkedHashSet<>());
    }

    private Criterion branch(SearchParameter parameter, String modifier, List<String> values) {
        Terminology.Codes codes = none();
        for (String value : values) {
            List<String> parts = SearchValues.split(value, '|');
            if (parts.size() != 2
                    || parts.getFirst().isEmpty()
                    || parts.getLast().isEmpty()) {
                throw Problem.at(ProblemKind.MALFORMED, parameter.code() + ":" + modifier, "system|code");
            }
            codes.listed()
                    .addAll(terminology
                            .branch(
                                    parameter.code() + ":" + modifier,
                                    SearchValues.unescape(parts.getFirst()),
                                    SearchValues.unescape(parts.getLast()),
                                    modifier.equals("above"))
                            .listed());
        }
        return new Criterion.Coded(parameter, false, codes);
    }

    /** A name that sounds like it: what is indexed and what is asked are the same phonetic code. */
    private static Criterion phonetic(SearchParameter parameter, Criterion.On on) {
        if (!parameter.code().equals("phonetic")) {
            return on;
        }
        return new Criterion.On(
                parameter,
                "exact",
                on.values().stream()
                        .map(value -> Phonetic.code(SearchValues.unescape(value)))
                        .toList());
    }
}
