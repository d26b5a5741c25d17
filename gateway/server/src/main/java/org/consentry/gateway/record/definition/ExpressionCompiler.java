package org.consentry.gateway.record.definition;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import ca.uhn.fhir.context.FhirContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the FHIRPath of a posted SearchParameter to paths, as {@code src/build/search-parameters.py} does for R4's
 * own: element names, {@code as} and {@code ofType}, {@code where(field = 'value')}, {@code where(resolve() is Type)},
 * {@code extension('url')}, {@code first()} and unions. Whatever else FHIRPath can say is not understood, and the
 * parameter is refused rather than indexed by guesswork.
 */
public final class ExpressionCompiler {
    private static final int MOST_LENGTH = 1000;
    private static final int MOST_PATHS = 50;
    private static final Map<ParameterKind, Set<String>> LEAVES = Map.of(
            ParameterKind.TOKEN,
                    Set.of(
                            "code",
                            "string",
                            "uri",
                            "canonical",
                            "id",
                            "boolean",
                            "Coding",
                            "CodeableConcept",
                            "Identifier",
                            "ContactPoint"),
            ParameterKind.STRING,
                    Set.of("string", "markdown", "code", "uri", "HumanName", "Address", "CodeableConcept"),
            ParameterKind.DATE, Set.of("date", "dateTime", "instant", "Period", "Timing"),
            ParameterKind.REFERENCE, Set.of("Reference", "canonical", "uri"),
            ParameterKind.URI, Set.of("uri", "url", "canonical", "oid", "uuid"),
            ParameterKind.NUMBER, Set.of("decimal", "integer", "positiveInt", "unsignedInt", "Range"),
            ParameterKind.QUANTITY,
                    Set.of("Quantity", "Age", "Duration", "Count", "Distance", "Money", "Range", "SampledData"));

    private static final String NAME = "[A-Za-z][A-Za-z0-9]{0,63}";
    private static final Pattern CALL = Pattern.compile("(" + NAME + ")(?:\\[0\\])?(?:\\((.*)\\))?");
    private static final Pattern EQUALS = Pattern.compile("\\s*(" + NAME + ")\\s*=\\s*'([^'\\\\]{1,500})'\\s*");
    private static final Pattern RESOLVES = Pattern.compile("\\s*resolve\\(\\)\\s+is\\s+(" + NAME + ")\\s*");
    private static final Pattern QUOTED = Pattern.compile("\\s*'([^'\\\\]{1,500})'\\s*");

    private final FhirContext context = FhirContext.forR4Cached();

    /** Where an expression has come to. */
    private record State(
            List<ElementPath.Step> steps,
            BaseRuntimeElementDefinition<?> at,
            @Nullable String target) {
        State with(ElementPath.Step step, BaseRuntimeElementDefinition<?> next) {
            List<ElementPath.Step> more = new ArrayList<>(steps);
            more.add(step);
            return new State(more, next, target);
        }

        /** The last step narrowed. */
        State narrowed(String field, String value) {
            List<ElementPath.Step> more = new ArrayList<>(steps);
            ElementPath.Step last = more.removeLast();
            more.add(new ElementPath.Step(last.name(), field, value));
            return new State(more, at, target);
        }
    }

    /** Signals what is not understood. */
    private static final class NotCompiled extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotCompiled() {
            super(null, null, false, false);
        }
    }

    /** Paths of one type for the parts of the expression that are about it; empty when something is not understood. */
    public Optional<List<ElementPath>> compile(String type, ParameterKind kind, String expression) {
        if (expression.length() > MOST_LENGTH) {
            return Optional.empty();
        }
        try {
            List<ElementPath> paths = new ArrayList<>();
            for (String part : split(expression, '|')) {
                paths.addAll(part(type, kind, bare(part)));
            }
            return paths.isEmpty() || paths.size() > MOST_PATHS ? Optional.empty() : Optional.of(paths);
        } catch (NotCompiled e) {
            return Optional.empty();
        }
    }

    private static String bare(String part) {
        String text = part.strip();
        while (text.startsWith("(")
                && text.endsWith(")")
                && split(text.substring(1, text.length() - 1), ')').size() == 1) {
            text = text.substring(1, text.length() - 1).strip();
        }
        int as = text.lastIndexOf(" as ");
        if (as > 0 && text.substring(as + 4).matches(NAME)) {
            return bare(text.substring(0, as)) + ".ofType(" + text.substring(as + 4) + ")";
        }
        Matcher cast = Pattern.compile("\\(([^()]*) as (" + NAME + ")\\)(.*)").matcher(text);
        return cast.matches() ? cast.group(1).strip() + ".ofType(" + cast.group(2) + ")" + cast.group(3) : text;
    }

    private List<ElementPath> part(String type, ParameterKind kind, String part) {
        List<State> states = null;
        for (String step : split(part, '.')) {
            if (states == null) {
                if (!step.equals(type) && !step.equals("Resource") && !step.equals("DomainResource")) {
                    if (context.getResourceTypes().contains(step)) {
                        return List.of();
                    }
                    throw new NotCompiled();
                }
                states = List.of(new State(List.of(), context.getResourceDefinition(type), null));
            } else {
                states = step(states, step.strip());
            }
        }
        List<ElementPath> paths = new ArrayList<>();
        for (State state : states == null ? List.<State>of() : states) {
            String datatype = datatype(state.at());
            if (!state.steps().isEmpty() && LEAVES.getOrDefault(kind, Set.of()).contains(datatype)) {
                paths.add(new ElementPath(state.steps().toArray(ElementPath.Step[]::new), datatype, state.target()));
            }
        }
        if (paths.isEmpty()) {
            throw new NotCompiled();
        }
        return paths;
    }

    private static String datatype(BaseRuntimeElementDefinition<?> at) {
        return at.getName().equals("SimpleQuantity") ? "Quantity" : at.getName();
    }

    private List<State> step(List<State> from, String step) {
        Matcher call = CALL.matcher(step);
        if (!call.matches()) {
            throw new NotCompiled();
        }
        String name = call.group(1);
        String argument = call.group(2);
        if (argument == null) {
            List<State> next = new ArrayList<>();
            from.forEach(state -> child(state, name, next));
            return step.endsWith("[0]") ? first(next) : next;
        }
        return switch (name) {
            case "as", "ofType" ->
                from.stream()
                        .filter(s -> datatype(s.at()).equals(argument.strip()))
                        .toList();
            case "first" -> first(from);
            case "where" -> where(from, argument);
            case "extension" -> {
                Matcher url = QUOTED.matcher(argument);
                if (!url.matches()) {
                    throw new NotCompiled();
                }
                List<State> next = new ArrayList<>();
                from.forEach(state -> child(state, "extension", next));
                yield next.stream().map(s -> s.narrowed("url", url.group(1))).toList();
            }
            default -> throw new NotCompiled();
        };
    }

    private static List<State> first(List<State> states) {
        return states.stream().map(s -> s.narrowed(ElementPath.Step.FIRST, "")).toList();
    }

    private static List<State> where(List<State> from, String argument) {
        Matcher resolves = RESOLVES.matcher(argument);
        if (resolves.matches()) {
            return from.stream()
                    .map(s -> new State(s.steps(), s.at(), resolves.group(1)))
                    .toList();
        }
        Matcher equals = EQUALS.matcher(argument);
        if (!equals.matches()) {
            throw new NotCompiled();
        }
        return from.stream()
                .map(s -> s.narrowed(equals.group(1), equals.group(2)))
                .toList();
    }

    private static void child(State state, String name, List<State> next) {
        if (!(state.at() instanceof BaseRuntimeElementCompositeDefinition<?> parent)) {
            return;
        }
        for (String form : List.of(name, name + "[x]")) {
            BaseRuntimeChildDefinition child = parent.getChildByName(form);
            if (child != null) {
                for (String valid : child.getValidChildNames()) {
                    if (form.equals(name) == valid.equals(name)) {
                        next.add(state.with(new ElementPath.Step(valid, null, ""), child.getChildByName(valid)));
                    }
                }
                return;
            }
        }
    }

    /** Splits where no parenthesis and no quotation is open. */
    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        boolean quoted = false;
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\'') {
                quoted = !quoted;
            } else if (!quoted) {
                if (c == separator && depth == 0) {
                    parts.add(text.substring(from, i));
                    from = i + 1;
                } else if (c == '(') {
                    depth++;
                } else if (c == ')') {
                    depth--;
                }
            }
        }
        parts.add(text.substring(from));
        return parts;
    }
}
