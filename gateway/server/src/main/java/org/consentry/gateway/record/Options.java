package org.consentry.gateway.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Query.Criterion;
import org.consentry.gateway.record.QueryParser.Pair;
import org.jspecify.annotations.Nullable;

/** Collects the parameters that shape a result instead of narrowing it. */
final class Options {
    private static final Set<String> SUMMARIES = Set.of("true", "false", "text", "data", "count");
    private static final Set<ParameterKind> SORTABLE = Set.of(
            ParameterKind.DATE, ParameterKind.STRING, ParameterKind.QUANTITY, ParameterKind.NUMBER, ParameterKind.URI);
    private static final int MOST_SORT_KEYS = 3;
    private static final int MOST_INCLUDES = 32;

    private final RecordSettings settings;
    private final List<Query.SortKey> sort = new ArrayList<>();
    private final List<Query.Include> includes = new ArrayList<>();
    private final List<String> elements = new ArrayList<>();
    private int count;
    private Query.Total total = Query.Total.IF_KNOWN;
    private @Nullable String summary;

    Options(RecordSettings settings) {
        this.settings = settings;
        this.count = settings.pageSize();
    }

    void read(Pair pair, Optional<String> type) {
        int colon = pair.name().indexOf(':');
        String name = colon < 0 ? pair.name() : pair.name().substring(0, colon);
        switch (name) {
            case "_count" -> count(pair.value());
            case "_sort" -> sort(pair.value(), type);
            case "_include", "_revinclude" -> {
                includes.add(QueryParser.include(pair.name(), pair.value()));
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
            case "_elements" -> elements.addAll(List.of(pair.value().split(",", -1)));
            case "_contained", "_containedType" -> {
                if (!pair.value().equals("false")) {
                    throw Problem.at(ProblemKind.NOT_SUPPORTED, name, "contained resources are not searched");
                }
            }
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
        for (String key : value.split(",", -1)) {
            boolean descending = key.startsWith("-");
            String code = descending ? key.substring(1) : key;
            boolean known = code.equals("_lastUpdated")
                    || code.equals("_id")
                    || type.flatMap(t -> Definitions.r4().parameter(t, code))
                            .filter(p -> SORTABLE.contains(p.kind()))
                            .isPresent();
            if (!known) {
                throw Problem.at(
                        ProblemKind.NOT_SUPPORTED,
                        "_sort",
                        "sorts by _lastUpdated, _id and by parameters of the kinds "
                                + SORTABLE.stream()
                                        .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                                        .sorted()
                                        .toList());
            }
            sort.add(new Query.SortKey(code, descending));
        }
        if (sort.size() > MOST_SORT_KEYS) {
            throw Problem.at(ProblemKind.MALFORMED, "_sort", "at most " + MOST_SORT_KEYS + " keys");
        }
    }

    Query query(Optional<String> type, List<Criterion> criteria, List<String> ignored) {
        boolean countOnly = "count".equals(summary) || count == 0;
        return new Query(
                type,
                List.copyOf(criteria),
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
