package org.consentry.gateway.record.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.RecordSettings;
import org.consentry.gateway.record.definition.Catalog;
import org.consentry.gateway.record.definition.Definitions;
import org.consentry.gateway.record.definition.NotUnderstood;
import org.consentry.gateway.record.definition.ParameterKind;
import org.consentry.gateway.record.definition.SearchParameter;
import org.consentry.gateway.record.query.Query.Criterion;
import org.consentry.gateway.record.query.QueryParser.Pair;
import org.jspecify.annotations.Nullable;

/** Collects the parameters that shape a result instead of narrowing it. */
final class Options {
    private static final Set<String> SUMMARIES = Set.of("true", "false", "text", "data", "count");
    private static final Pattern INCLUDE =
            Pattern.compile("(\\*|[A-Z][A-Za-z]{1,63})(?::([A-Za-z_\\-*]{1,64}))?(?::([A-Z][A-Za-z]{1,63}))?");
    private static final Pattern ELEMENTS = Pattern.compile("[A-Za-z][A-Za-z0-9.]{0,100}");
    private static final int MOST_ELEMENTS = 100;
    private static final int MOST_SORT_KEYS = 8;
    private static final int MOST_INCLUDES = 32;

    private final RecordSettings settings;
    private final Catalog catalog;
    private final List<Query.SortKey> sort = new ArrayList<>();
    private final List<Query.Include> includes = new ArrayList<>();
    private final List<String> elements = new ArrayList<>();
    private int count;
    private Query.Total total = Query.Total.IF_KNOWN;
    private @Nullable String summary;
    private ContainedMode contained = ContainedMode.FALSE;

    Options(RecordSettings settings, Catalog catalog) {
        this.settings = settings;
        this.catalog = catalog;
        this.count = settings.pageSize();
    }

    void read(Pair pair, Optional<String> type) {
        String name = pair.base();
        boolean include = name.equals("_include") || name.equals("_revinclude");
        Set<String> modifiers = include ? Set.of("", "iterate", "recurse") : Set.of("");
        if (!modifiers.contains(pair.modifier())) {
            throw NotUnderstood.modifier(name, pair.modifier(), modifiers);
        }
        switch (name) {
            case "_count" -> count(pair.value());
            case "_sort" -> sort(pair.value(), type);
            case "_include", "_revinclude" -> {
                includes.add(include(pair));
                if (includes.size() > MOST_INCLUDES) {
                    throw Problem.at(ProblemKind.MALFORMED, name, "too many");
                }
            }
            case "_total" -> total(pair.value());
            case "_summary" -> {
                if (!SUMMARIES.contains(pair.value())) {
                    throw Problem.at(ProblemKind.MALFORMED, name, "true, false, text, data or count");
                }
                summary = pair.value();
            }
            case "_elements" -> elements(pair.value());
            case "_contained" -> contained = ContainedMode.of(pair.value(), type);
            case "_containedType" -> ContainedMode.requireContainer(pair.value());
            default -> {
                // _format, _pretty and _page are read by the edge.
            }
        }
    }

    private void total(String value) {
        total = switch (value) {
            case "none" -> Query.Total.IF_KNOWN;
            case "accurate", "estimate" -> Query.Total.ACCURATE;
            default -> throw Problem.at(ProblemKind.MALFORMED, "_total", "none, estimate or accurate");
        };
    }

    private void count(String value) {
        if (!value.matches("\\d{1,9}")) {
            throw Problem.at(ProblemKind.MALFORMED, "_count", "a number that is not negative");
        }
        count = Math.min(Integer.parseInt(value), settings.mostPageSize());
    }

    private void sort(String value, Optional<String> type) {
        for (String key : value.split(",", MOST_SORT_KEYS + 2)) {
            boolean descending = key.startsWith("-");
            String code = descending ? key.substring(1) : key;
            boolean known = code.equals("_lastUpdated")
                    || code.equals("_id")
                    || type.flatMap(t -> catalog.parameter(t, code))
                            .filter(p -> p.kind() != ParameterKind.COMPOSITE && !code.equals("_source"))
                            .isPresent();
            if (!known) {
                throw NotUnderstood.value(
                        "_sort",
                        "sorts by _id, _lastUpdated"
                                + type.map(t -> " and " + String.join(", ", sortable(t)))
                                        .orElse(""));
            }
            sort.add(new Query.SortKey(code, descending));
        }
        if (sort.size() > MOST_SORT_KEYS) {
            throw Problem.at(ProblemKind.MALFORMED, "_sort", "at most " + MOST_SORT_KEYS + " keys");
        }
    }

    private List<String> sortable(String type) {
        return catalog.parameters(type).values().stream()
                .filter(p -> p.kind() != ParameterKind.COMPOSITE && !p.code().equals("_source"))
                .map(SearchParameter::code)
                .toList();
    }

    private void elements(String value) {
        for (String element : value.split(",", MOST_ELEMENTS + 1)) {
            if (!ELEMENTS.matcher(element).matches()) {
                throw Problem.at(
                        ProblemKind.MALFORMED,
                        "_elements",
                        "names of elements, separated by commas, at most " + MOST_ELEMENTS);
            }
            elements.add(element);
        }
    }

    /** Reads an include such as {@code Observation:patient:Patient}. */
    private Query.Include include(Pair pair) {
        var matcher = INCLUDE.matcher(pair.value());
        if (!matcher.matches() || (matcher.group(2) == null && !pair.value().equals("*"))) {
            throw Problem.at(ProblemKind.MALFORMED, pair.base(), "Type:parameter or Type:parameter:Target");
        }
        String source = matcher.group(1);
        String code = matcher.group(2) == null ? "*" : matcher.group(2);
        Optional<String> target = Optional.ofNullable(matcher.group(3));
        boolean known = target.map(Definitions.r4()::isType).orElse(true)
                && (source.equals("*")
                        ? code.equals("*")
                        : Definitions.r4().isType(source)
                                && (code.equals("*")
                                        || catalog.parameter(source, code)
                                                .filter(p -> p.kind() == ParameterKind.REFERENCE)
                                                .isPresent()));
        if (!known) {
            throw NotUnderstood.value(
                    pair.base(),
                    Definitions.r4().isType(source)
                            ? "does not name a reference parameter; " + source + " has "
                                    + catalog.parameters(source).values().stream()
                                            .filter(p -> p.kind() == ParameterKind.REFERENCE)
                                            .map(SearchParameter::code)
                                            .toList()
                            : "does not name a reference parameter of a type of R4");
        }
        return new Query.Include(
                pair.base().equals("_revinclude"), !pair.modifier().isEmpty(), source, code, target);
    }

    Query query(Optional<String> type, List<Criterion> criteria, List<String> ignored) {
        boolean countOnly = "count".equals(summary) || count == 0;
        boolean outside = contained == ContainedMode.FALSE;
        return new Query(
                outside ? type : Optional.empty(),
                outside ? List.copyOf(criteria) : contained.criteria(type.orElseThrow(), criteria, sort),
                List.copyOf(sort),
                count,
                countOnly ? Query.Total.ACCURATE : total,
                countOnly,
                List.copyOf(includes),
                List.copyOf(elements),
                Optional.ofNullable(summary).filter(s -> !s.equals("false")),
                List.copyOf(ignored));
    }
}
