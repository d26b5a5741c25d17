package org.consentry.gateway.export;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.consentry.gateway.identity.Scopes;
import org.consentry.gateway.identity.Scopes.Interaction;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Searches;
import org.consentry.mappers.deidentify.Policy;

/** What a client may ask of an export: types that its scopes cover, searches that find nobody by name. */
final class ExportRules {
    /** What tells of who did what to whom, and what is sealed. */
    static final Set<String> NEVER = Set.of("AuditEvent", "Consent", "Task", "Binary", "Subscription");

    private final Searches searches;
    private final Set<String> policies;

    ExportRules(Searches searches, Set<String> policies) {
        this.searches = searches;
        this.policies = policies;
    }

    /** @throws Problem FORBIDDEN naming the open ones */
    String policy(Optional<String> asked) {
        String named = asked.orElse(Policy.SAFE_HARBOR.name());
        if (!policies.contains(named)) {
            throw Problem.at(
                    ProblemKind.FORBIDDEN,
                    "_deidentify",
                    "open to analysts here: " + String.join(", ", new TreeSet<>(policies)));
        }
        return named;
    }

    /** Of a member's own records. @throws Problem NOT_SUPPORTED for any policy that takes something out */
    String own(Optional<String> asked) {
        if (!asked.map(Policy.IDENTIFIED.name()::equals).orElse(true)) {
            throw Problem.at(ProblemKind.NOT_SUPPORTED, "_deidentify", "members get their own records as they are");
        }
        return Policy.IDENTIFIED.name();
    }

    ExportRequest allowed(Scopes scopes, KickOff kickOff, String policy) {
        ExportRequest asked = kickOff.asked();
        List<String> notes = new ArrayList<>(asked.notes());
        Set<String> types = new TreeSet<>(asked.types());
        if (kickOff.handling() == KickOff.Handling.LENIENT) {
            types.removeIf(type -> !isKnown(type, notes));
            if (types.isEmpty() && !asked.types().isEmpty()) {
                throw Problem.at(ProblemKind.NOT_SUPPORTED, "_type", "no type that is known here");
            }
        }
        for (String type : types) {
            if (!isKnown(type, notes)) {
                throw Problem.at(ProblemKind.NOT_SUPPORTED, "_type", "resource types of R4");
            }
            requireScope(scopes, type);
        }
        Map<String, List<String>> filters = new HashMap<>();
        asked.filters().forEach((type, queries) -> queries.stream()
                .filter(query -> isSupported(kickOff.handling(), type, query, policy, notes))
                .forEach(query ->
                        filters.computeIfAbsent(type, key -> new ArrayList<>()).add(query)));
        return asked.ofFilters(filters).ofTypes(types.isEmpty() ? covered(scopes) : types, notes);
    }

    /** False of a filter that is left out for the lenient; without it they get more, which the notes say. */
    private boolean isSupported(
            KickOff.Handling handling, String type, String query, String policy, List<String> notes) {
        try {
            check(type, query, policy);
            return true;
        } catch (Problem e) {
            if (handling == KickOff.Handling.STRICT || e.kind() != ProblemKind.NOT_SUPPORTED) {
                throw e;
            }
            notes.add("_typeFilter of " + type + " was left out; " + e.text());
            return false;
        }
    }

    private boolean isKnown(String type, List<String> notes) {
        try {
            searches.check(type, "");
            return true;
        } catch (Problem e) {
            notes.add("_type: a type that R4 does not have was left out");
            return false;
        }
    }

    private void check(String type, String query, String policy) {
        searches.check(type, query);
        if (!policy.equals(Policy.IDENTIFIED.name())) {
            NamingSearches.refuse("_typeFilter", type, query);
        }
    }

    static void requireScope(Scopes scopes, String type) {
        if (!isCovered(scopes, type)) {
            throw Problem.at(ProblemKind.FORBIDDEN, "_type", "the token's scopes do not cover what is asked for");
        }
        if (NEVER.contains(type)) {
            throw Problem.at(ProblemKind.UNPROCESSABLE, "_type", "this type is never exported");
        }
    }

    private static boolean isCovered(Scopes scopes, String type) {
        return scopes.covers(Interaction.READ, type) || scopes.covers(Interaction.SEARCH, type);
    }

    /** The types that the scopes cover; empty for all of them. @throws Problem FORBIDDEN when they cover none */
    private static Set<String> covered(Scopes scopes) {
        Map<String, Boolean> named = new HashMap<>();
        scopes.granted().forEach(scope -> named.put(scope.type(), isCovered(scopes, scope.type())));
        if (named.getOrDefault("*", false)) {
            return Set.of();
        }
        Set<String> types = new TreeSet<>();
        named.forEach((type, covered) -> {
            if (covered && !NEVER.contains(type)) {
                types.add(type);
            }
        });
        if (types.isEmpty()) {
            throw Problem.at(ProblemKind.FORBIDDEN, "_type", "the token's scopes cover nothing that can be exported");
        }
        return types;
    }
}
