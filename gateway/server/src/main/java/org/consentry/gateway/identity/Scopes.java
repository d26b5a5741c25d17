package org.consentry.gateway.identity;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The SMART scopes of a token, in the v2 grammar {@code context/Type.cruds[?param=value&…]}
 * (<a href="https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html">SMART App Launch 2.2</a>);
 * the v1 suffixes {@code read}, {@code write} and {@code *} are understood. A scope that does not parse, or
 * whose letters are out of order, grants nothing.
 */
public record Scopes(List<Scope> granted) {
    private static final Pattern FORM = Pattern.compile(
            "(system|user|patient)/(\\*|[A-Z][A-Za-z]{1,63})\\.(c?r?u?d?s?|read|write|\\*)(\\?[^\\s?]{1,512})?");

    /** One scope. {@code filter} is the query part without its question mark, empty when there is none. */
    public record Scope(String context, String type, String letters, String filter) {
        boolean covers(Interaction interaction, String resourceType) {
            return (type.equals("*") || type.equals(resourceType)) && letters.indexOf(interaction.letter()) >= 0;
        }
    }

    /** What a scope's letter allows. */
    public enum Interaction {
        CREATE('c'),
        READ('r'),
        UPDATE('u'),
        DELETE('d'),
        SEARCH('s');

        private final char letter;

        Interaction(char letter) {
            this.letter = letter;
        }

        char letter() {
            return letter;
        }
    }

    public Scopes {
        granted = List.copyOf(granted);
    }

    /** Reads the space-separated {@code scope} claim; what is not a SMART resource scope is left out. */
    public static Scopes parse(String claim) {
        List<Scope> scopes = new ArrayList<>();
        for (String word : claim.split(" ", -1)) {
            Matcher matcher = FORM.matcher(word);
            if (matcher.matches() && !matcher.group(3).isEmpty()) {
                String filter = matcher.group(4);
                scopes.add(new Scope(
                        matcher.group(1),
                        matcher.group(2),
                        letters(matcher.group(3)),
                        filter == null ? "" : filter.substring(1)));
            }
        }
        return new Scopes(scopes);
    }

    private static String letters(String suffix) {
        return switch (suffix) {
            case "read" -> "rs";
            case "write" -> "cud";
            case "*" -> "cruds";
            default -> suffix;
        };
    }

    /** Whether some scope without a filter covers this interaction. */
    public boolean covers(Interaction interaction, String resourceType) {
        return granted.stream().anyMatch(s -> s.filter().isEmpty() && s.covers(interaction, resourceType));
    }

    /** The resource types that scopes without a filter cover for this interaction; empty when they cover all. */
    public Set<String> types(Interaction interaction) {
        if (covers(interaction, "*")) {
            return Set.of();
        }
        return granted.stream()
                .filter(scope -> scope.filter().isEmpty() && scope.covers(interaction, scope.type()))
                .map(Scope::type)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The search filters one of which a resource must match to be covered, when only filtered scopes cover the
     * interaction; empty when none does.
     */
    public Optional<List<String>> filters(Interaction interaction, String resourceType) {
        List<String> filters = granted.stream()
                .filter(s -> !s.filter().isEmpty() && s.covers(interaction, resourceType))
                .map(Scope::filter)
                .toList();
        return filters.isEmpty() ? Optional.empty() : Optional.of(filters);
    }
}
