package org.consentry.gateway.record.query;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.RecordSettings;
import org.consentry.gateway.record.definition.Catalog;
import org.consentry.gateway.record.definition.Definitions;
import org.consentry.gateway.record.definition.NotUnderstood;
import org.consentry.gateway.record.definition.ParameterKind;
import org.consentry.gateway.record.definition.SearchParameter;
import org.consentry.gateway.record.index.Bounds;
import org.consentry.gateway.record.query.Query.Criterion;

/**
 * Reads search parameters against the definitions. What is not understood is refused with the names that would be, and
 * never ignored, because an ignored criterion widens the answer.
 *
 * @see <a href="https://hl7.org/fhir/R4/search.html">search.html</a>
 */
public final class QueryParser {
    private static final Set<String> RESULT = Set.of(
            "_sort",
            "_count",
            "_include",
            "_revinclude",
            "_total",
            "_summary",
            "_elements",
            "_format",
            "_pretty",
            "_page",
            "_contained",
            "_containedType");
    private static final int MOST_CHAIN = 5;

    /** What a decoder makes of bytes that are no UTF-8, and how a client writes that character itself. */
    private static final char UNREADABLE = '\uFFFD';

    private static final String WRITTEN_OUT = "%EF%BF%BD";

    private final RecordSettings settings;
    private final Catalog catalog;
    private final ParameterCriteria parameters;
    private final SpecialCriteria specials;
    private final FilterCriteria filters;
    private final Definitions definitions = Definitions.r4();
    private int criteria;

    public QueryParser(RecordSettings settings, Catalog catalog, Terminology terminology) {
        this.settings = settings;
        this.catalog = catalog;
        this.parameters = new ParameterCriteria(catalog, terminology);
        this.specials = new SpecialCriteria(catalog);
        this.filters = new FilterCriteria(this, parameters);
    }

    /** One name and value, decoded. */
    public record Pair(String name, String value) {
        String base() {
            int colon = name.indexOf(':');
            return colon < 0 ? name : name.substring(0, colon);
        }

        String modifier() {
            int colon = name.indexOf(':');
            return colon < 0 ? "" : name.substring(colon + 1);
        }
    }

    /** Splits and decodes a query string. */
    public static List<Pair> pairs(String query) {
        List<Pair> pairs = new ArrayList<>();
        for (String part : query.split("&", Bounds.MOST_PAIRS + 1)) {
            if (!part.isEmpty()) {
                int equals = part.indexOf('=');
                pairs.add(new Pair(
                        decode(equals < 0 ? part : part.substring(0, equals)),
                        equals < 0 ? "" : decode(part.substring(equals + 1))));
            }
        }
        if (pairs.size() > Bounds.MOST_PAIRS) {
            throw Problem.at(
                    ProblemKind.MALFORMED, "search", "at most " + Bounds.MOST_PAIRS + " parameters in one search");
        }
        return pairs;
    }

    private static String decode(String text) {
        String decoded;
        try {
            decoded = URLDecoder.decode(text, StandardCharsets.UTF_8);
            if (decoded.indexOf(UNREADABLE) >= 0 && !text.contains(WRITTEN_OUT) && text.indexOf(UNREADABLE) < 0) {
                throw new IllegalArgumentException();
            }
        } catch (IllegalArgumentException e) {
            throw Problem.of(ProblemKind.MALFORMED, "The query is not percent-encoded as it should be");
        }
        if (decoded.indexOf('\u0000') >= 0 || decoded.length() > Bounds.MOST_VALUE) {
            throw Problem.at(
                    ProblemKind.MALFORMED,
                    "search",
                    "a name or value holds a null character or more than " + Bounds.MOST_VALUE + " characters");
        }
        return decoded;
    }

    /** Reads a search of one type, or of all when it is empty. */
    public Query parse(Optional<String> type, List<Pair> pairs, boolean lenient) {
        Options options = new Options(settings, catalog);
        List<Criterion> found = new ArrayList<>();
        List<String> ignored = new ArrayList<>();
        for (Pair pair : pairs) {
            try {
                if (pair.value().isEmpty()) {
                    // Asks for nothing.
                    continue;
                }
                if (RESULT.contains(pair.base())) {
                    options.read(pair, type);
                } else {
                    found.add(criterion(type, pair.name(), pair.value(), 0));
                }
            } catch (NotUnderstood e) {
                if (!lenient) {
                    throw e.problem();
                }
                ignored.add(e.name());
            }
        }
        return options.query(type, found, ignored);
    }

    /** Counts a criterion. @throws Problem MALFORMED for one too many or too far away */
    void count(int depth) {
        if (++criteria > Bounds.MOST_CRITERIA || depth > MOST_CHAIN) {
            throw Problem.at(ProblemKind.MALFORMED, "search", "too many criteria");
        }
    }

    private Criterion criterion(Optional<String> type, String name, String value, int depth) {
        count(depth);
        if (name.equals("_filter")) {
            return filters.criterion(type, FilterParser.parse(value), depth);
        }
        if (name.startsWith("_has:")) {
            return has(type, name.substring("_has:".length()), value, depth);
        }
        int dot = name.indexOf('.');
        if (dot > 0) {
            String rest = name.substring(dot + 1);
            return chain(
                    type,
                    name.substring(0, dot),
                    target -> List.of(criterion(Optional.of(target), rest, value, depth + 1)));
        }
        Optional<Criterion> special = specials.read(type, name, value);
        if (special.isPresent()) {
            return special.get();
        }
        Pair pair = new Pair(name, value);
        return parameters.criterion(parameter(type, pair.base()), pair.modifier(), value);
    }

    /** What a reference leads to, whichever of its types the inner criteria are about. */
    Criterion chain(Optional<String> type, String first, Function<String, List<Criterion>> inner) {
        Pair pair = new Pair(first, "");
        SearchParameter reference = parameter(type, pair.base());
        if (reference.kind() != ParameterKind.REFERENCE) {
            throw Problem.at(ProblemKind.MALFORMED, reference.code(), "only references can be chained");
        }
        List<String> targets = pair.modifier().isEmpty() ? targets(reference) : List.of(pair.modifier());
        List<String> fitting = new ArrayList<>();
        List<List<Criterion>> perTarget = new ArrayList<>();
        NotUnderstood unknown = null;
        for (String target : targets) {
            try {
                perTarget.add(inner.apply(known(target)));
                fitting.add(target);
            } catch (NotUnderstood e) {
                unknown = e;
            }
        }
        if (fitting.isEmpty() && unknown != null) {
            throw unknown;
        }
        return new Criterion.Chain(reference, fitting, perTarget);
    }

    private List<String> targets(SearchParameter reference) {
        if (reference.paths().stream().allMatch(path -> path.target() != null)) {
            return reference.paths().stream()
                    .map(path -> String.valueOf(path.target()))
                    .distinct()
                    .toList();
        }
        return reference.targets().contains("*") || reference.targets().isEmpty()
                ? definitions.types()
                : reference.targets();
    }

    private Criterion has(Optional<String> type, String rest, String value, int depth) {
        String[] parts = rest.split(":", 3);
        if (parts.length < 3 || type.isEmpty()) {
            throw Problem.at(ProblemKind.MALFORMED, "_has", "_has:Type:reference:parameter=value");
        }
        SearchParameter reference = parameter(Optional.of(known(parts[0])), parts[1]);
        if (reference.kind() != ParameterKind.REFERENCE) {
            throw Problem.at(ProblemKind.MALFORMED, "_has", "its second part names a reference");
        }
        return new Criterion.Has(
                type.get(), reference, List.of(criterion(Optional.of(parts[0]), parts[2], value, depth + 1)));
    }

    private String known(String type) {
        if (!definitions.isType(type)) {
            throw Problem.at(ProblemKind.MALFORMED, "search", "a type that is named is not one of R4's");
        }
        return type;
    }

    SearchParameter parameter(Optional<String> type, String code) {
        // Over all types only the parameters of every resource are known.
        String where = type.orElse("Basic");
        return catalog.parameter(where, code)
                .filter(p -> type.isPresent() || code.startsWith("_"))
                .map(p -> type.isPresent() ? p : p.ofAllTypes())
                .orElseThrow(() -> NotUnderstood.parameter(
                        code, type.map(t -> catalog.parameters(t).keySet()).orElse(Set.of("_type"))));
    }
}
