package org.consentry.gateway.identity;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The SMART scopes of a token, in the v2 grammar {@code context/Type.cruds[?param=value&…]}
 * (<a href="https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html">SMART App Launch 2.2</a>);
 * the v1 suffixes {@code read}, {@code write} and {@code *} are understood. A scope that does not parse, whose letters
 * are out of order, or whose filter is not understood grants nothing.
 */
public record Scopes(List<Scope> granted) {
    private static final Pattern FORM = Pattern.compile(
            "(system|user|patient)/(\\*|[A-Z][A-Za-z]{1,63})\\.(c?r?u?d?s?|read|write|\\*)(\\?[^\\s?]{1,1024})?");

    /** More words than any honest token holds are not read. */
    private static final int MOST_WORDS = 500;

    /** One scope; {@code filter} is empty when it covers every resource of its type. */
    public record Scope(String context, String type, String letters, Optional<ScopeFilter> filter) {
        /** Whether it covers the interaction with the type, of all its resources or of those that its filter names. */
        public boolean covers(Interaction interaction, String resourceType) {
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
        for (String word : claim.split(" ", MOST_WORDS)) {
            Matcher matcher = FORM.matcher(word);
            if (matcher.matches() && !matcher.group(3).isEmpty()) {
                scope(matcher).ifPresent(scopes::add);
            }
        }
        return new Scopes(scopes);
    }

    private static Optional<Scope> scope(Matcher matcher) {
        String query = matcher.group(4);
        Optional<ScopeFilter> filter = query == null ? Optional.empty() : ScopeFilter.parse(query.substring(1));
        return query != null && filter.isEmpty()
                ? Optional.empty()
                : Optional.of(new Scope(matcher.group(1), matcher.group(2), letters(matcher.group(3)), filter));
    }

    private static String letters(String suffix) {
        return switch (suffix) {
            case "read" -> "rs";
            case "write" -> "cud";
            case "*" -> "cruds";
            default -> suffix;
        };
    }

    /** Only those of the given contexts: a scope for another kind of caller grants nothing. */
    public Scopes within(Set<String> contexts) {
        return new Scopes(granted.stream()
                .filter(scope -> contexts.contains(scope.context()))
                .toList());
    }

    /** Whether some scope without a filter covers this interaction. */
    public boolean covers(Interaction interaction, String resourceType) {
        return granted.stream().anyMatch(s -> s.filter().isEmpty() && s.covers(interaction, resourceType));
    }

    /** Whether some scope covers this interaction with at least some resources of the type. */
    public boolean touches(Interaction interaction, String resourceType) {
        return granted.stream().anyMatch(scope -> scope.covers(interaction, resourceType));
    }
}
