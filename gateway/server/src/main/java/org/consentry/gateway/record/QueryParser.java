package org.consentry.gateway.record;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Query.Criterion;

/**
 * Reads search parameters against the definitions. What is not understood is refused with the names that would be, and
 * never ignored, because an ignored criterion widens the answer.
 *
 * @see <a href="https://hl7.org/fhir/R4/search.html">search.html</a>
 */
final class QueryParser {
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
    private static final Set<String> COLUMNS = Set.of("_id", "_lastUpdated");
    private static final Pattern INCLUDE =
            Pattern.compile("(\\*|[A-Z][A-Za-z]{1,63})(?::([A-Za-z_\\-*]{1,64}))?(?::([A-Z][A-Za-z]{1,63}))?");
    private static final Map<ParameterKind, Set<String>> MODIFIERS = Map.of(
            ParameterKind.TOKEN, Set.of("", "missing", "not", "of-type"),
            ParameterKind.STRING, Set.of("", "missing", "exact", "contains"),
            ParameterKind.URI, Set.of("", "missing", "below", "above"),
            ParameterKind.DATE, Set.of("", "missing"),
            ParameterKind.NUMBER, Set.of("", "missing"),
            ParameterKind.QUANTITY, Set.of("", "missing"),
            ParameterKind.REFERENCE, Set.of("", "missing", "identifier"),
            ParameterKind.COMPOSITE, Set.of(""));
    private static final int MOST_CHAIN = 5;

    private final RecordSettings settings;
    private final Definitions definitions = Definitions.r4();
    private int criteria;

    QueryParser(RecordSettings settings) {
        this.settings = settings;
    }

    /** One name and value, decoded. */
    record Pair(String name, String value) {}

    /** Splits and decodes a query string. */
    static List<Pair> pairs(String query) {
        List<Pair> pairs = new ArrayList<>();
        for (String part : query.split("&", -1)) {
            if (!part.isEmpty()) {
                int equals = part.indexOf('=');
                pairs.add(new Pair(
                        decode(equals < 0 ? part : part.substring(0, equals)),
                        equals < 0 ? "" : decode(part.substring(equals + 1))));
            }
        }
        return pairs;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Problem.of(ProblemKind.MALFORMED, "The query is not percent-encoded as it should be");
        }
    }

    /** Reads a search of one type, or of all when it is empty. */
    Query parse(Optional<String> type, List<Pair> pairs, boolean lenient) {
        Options options = new Options(settings);
        List<Criterion> found = new ArrayList<>();
        List<String> ignored = new ArrayList<>();
        for (Pair pair : pairs) {
            if (RESULT.contains(base(pair.name()))) {
                options.read(pair, type);
            } else if (!pair.value().isEmpty()) {
                try {
                    found.add(criterion(type, pair.name(), pair.value(), 0));
                } catch (UnknownParameter e) {
                    if (!lenient) {
                        throw e.problem;
                    }
                    ignored.add(e.name);
                }
            }
        }
        return options.query(type, found, ignored);
    }

    private static String base(String name) {
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }

    private Criterion criterion(Optional<String> type, String name, String value, int depth) {
        if (++criteria > Bounds.MOST_CRITERIA || depth > MOST_CHAIN) {
            throw Problem.at(ProblemKind.MALFORMED, "search", "too many criteria");
        }
        if (name.startsWith("_has:")) {
            return has(type, name.substring("_has:".length()), value, depth);
        }
        int dot = name.indexOf('.');
        if (dot > 0) {
            return chain(type, name.substring(0, dot), name.substring(dot + 1), value, depth);
        }
        if (COLUMNS.contains(name)) {
            return new Criterion.Column(name, SearchValues.split(value, ','));
        }
        int colon = name.indexOf(':');
        String code = colon < 0 ? name : name.substring(0, colon);
        String modifier = colon < 0 ? "" : name.substring(colon + 1);
        return on(parameter(type, code), modifier, value);
    }

    private Criterion on(SearchParameter parameter, String modifier, String value) {
        if (parameter.kind() == ParameterKind.COMPOSITE && modifier.isEmpty()) {
            return new Composites().criterion(parameter, value);
        }
        if (parameter.kind() == ParameterKind.REFERENCE && definitions.isType(modifier)) {
            return new Criterion.On(
                    parameter,
                    "",
                    SearchValues.split(value, ',').stream()
                            .map(v -> v.contains("/") ? v : modifier + "/" + v)
                            .toList());
        }
        if (!MODIFIERS.getOrDefault(parameter.kind(), Set.of()).contains(modifier)) {
            throw Problem.at(
                    ProblemKind.NOT_SUPPORTED,
                    parameter.code() + ":" + (modifier.length() > 20 ? "…" : modifier),
                    "this modifier is not supported here; supported are "
                            + MODIFIERS.getOrDefault(parameter.kind(), Set.of()).stream()
                                    .filter(m -> !m.isEmpty())
                                    .sorted()
                                    .toList());
        }
        if (modifier.equals("missing") && !value.equals("true") && !value.equals("false")) {
            throw Problem.at(ProblemKind.MALFORMED, parameter.code() + ":missing", "true or false");
        }
        return new Criterion.On(parameter, modifier, SearchValues.split(value, ','));
    }

    private Criterion chain(Optional<String> type, String first, String rest, String value, int depth) {
        int colon = first.indexOf(':');
        SearchParameter reference = parameter(type, colon < 0 ? first : first.substring(0, colon));
        if (reference.kind() != ParameterKind.REFERENCE) {
            throw Problem.at(ProblemKind.MALFORMED, reference.code(), "only references can be chained");
        }
        List<String> targets = colon < 0 ? targets(reference) : List.of(first.substring(colon + 1));
        List<String> fitting = new ArrayList<>();
        List<List<Criterion>> perTarget = new ArrayList<>();
        UnknownParameter unknown = null;
        for (String target : targets) {
            try {
                perTarget.add(List.of(criterion(Optional.of(known(target)), rest, value, depth + 1)));
                fitting.add(target);
            } catch (UnknownParameter e) {
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

    private SearchParameter parameter(Optional<String> type, String code) {
        // Over all types only the parameters of every resource are known.
        String where = type.orElse("Basic");
        Optional<SearchParameter> found =
                definitions.parameter(where, code).filter(p -> type.isPresent() || code.startsWith("_"));
        return found.orElseThrow(() -> new UnknownParameter(
                code, type.map(t -> definitions.parameters(t).keySet())));
    }

    /** Reads an include such as {@code Observation:patient:Patient}. */
    static Query.Include include(String name, String value) {
        var matcher = INCLUDE.matcher(value);
        boolean reverse = name.startsWith("_revinclude");
        if (!matcher.matches() || (matcher.group(2) == null && !value.equals("*"))) {
            throw Problem.at(ProblemKind.MALFORMED, base(name), "Type:parameter or Type:parameter:Target");
        }
        String source = matcher.group(1);
        String code = matcher.group(2) == null ? "*" : matcher.group(2);
        boolean known = source.equals("*")
                || (Definitions.r4().isType(source)
                        && (code.equals("*")
                                || Definitions.r4()
                                        .parameter(source, code)
                                        .filter(p -> p.kind() == ParameterKind.REFERENCE)
                                        .isPresent()));
        if (!known) {
            throw Problem.at(ProblemKind.NOT_SUPPORTED, base(name), "does not name a reference parameter");
        }
        return new Query.Include(
                reverse,
                name.endsWith(":iterate") || name.endsWith(":recurse"),
                source,
                code,
                Optional.ofNullable(matcher.group(3)));
    }

    /** Carries the refusal, which lenient handling turns into a warning. */
    static final class UnknownParameter extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String name;
        private final Problem problem;

        UnknownParameter(String name, Optional<Set<String>> valid) {
            super(null, null, false, false);
            this.name = name.length() > 64 || !name.matches("[\\w\\-.:]*") ? "…" : name;
            this.problem = Problem.at(
                    ProblemKind.NOT_SUPPORTED,
                    this.name,
                    "unknown search parameter; supported are _id, _lastUpdated"
                            + valid.map(v -> ", " + String.join(", ", v)).orElse(""));
        }
    }
}
