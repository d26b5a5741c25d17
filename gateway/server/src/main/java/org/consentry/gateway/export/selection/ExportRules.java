package org.consentry.gateway.export.selection;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.export.ExportRequest;
import org.consentry.gateway.export.ExportSettings;
import org.consentry.gateway.export.KickOff;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.Scopes;
import org.consentry.gateway.identity.Scopes.Interaction;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.Searches;
import org.consentry.mappers.deidentify.Policy;
import org.springframework.stereotype.Component;

/** What a client may ask of an export: types that its scopes cover, searches that find nobody by name. */
@Component
public class ExportRules {
    /** What tells of who did what to whom, and what is sealed. */
    private static final Set<String> NEVER = Set.of("AuditEvent", "Consent", "Task", "Binary", "Subscription");

    /** What says how an answer looks, and not what is found. */
    private static final Set<String> RESPONSE = Set.of(
            "_sort",
            "_count",
            "_include",
            "_revinclude",
            "_summary",
            "_total",
            "_elements",
            "_contained",
            "_containedType",
            "_maxresults",
            "_format");

    private final Searches searches;
    private final NamingSearches naming;
    private final Groups groups;
    private final Set<String> policies;

    ExportRules(Searches searches, NamingSearches naming, Records records, ExportSettings settings) {
        this.searches = searches;
        this.naming = naming;
        this.groups = new Groups(records);
        this.policies = settings.policies();
    }

    /** Whether resources of a type are ever exported. */
    public static boolean isExported(String type) {
        return !NEVER.contains(type);
    }

    /** The policy an analyst gets. @throws Problem FORBIDDEN naming the open ones */
    public String policy(Optional<String> asked) {
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
    public String own(Optional<String> asked) {
        if (!asked.map(Policy.IDENTIFIED.name()::equals).orElse(true)) {
            throw Problem.at(ProblemKind.NOT_SUPPORTED, "_deidentify", "members get their own records as they are");
        }
        return Policy.IDENTIFIED.name();
    }

    /**
     * What of a kick-off its client may have.
     *
     * @param visible where its Group is looked for
     * @throws Problem FORBIDDEN for what the scopes do not cover and for searches that name a person; NOT_SUPPORTED for
     *     what is not understood; NOT_FOUND for an unknown Group
     */
    public ExportRequest allowed(Caller caller, KickOff kickOff, String policy, Visibility visible) {
        ExportRequest allowed = allowed(caller.scopes(), kickOff, policy);
        return kickOff.group()
                .map(group -> groups.narrowed(allowed, group, visible))
                .orElse(allowed);
    }

    private ExportRequest allowed(Scopes scopes, KickOff kickOff, String policy) {
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
        ExportRequest named = policy.equals(Policy.IDENTIFIED.name()) ? asked : asked.byPseudonym();
        return named.ofFilters(filters).ofTypes(types.isEmpty() ? covered(scopes) : types, notes);
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
        for (String part : query.split("&", -1)) {
            String name = URLDecoder.decode(part.split("=", 2)[0], StandardCharsets.UTF_8);
            if (RESPONSE.contains(name.split(":", 2)[0])) {
                throw Problem.at(
                        ProblemKind.NOT_SUPPORTED,
                        "_typeFilter",
                        "criteria only; nothing that orders, counts or includes, such as _sort");
            }
        }
        if (policy.equals(Policy.IDENTIFIED.name())) {
            searches.check(type, query);
            return;
        }
        naming.refuse("_typeFilter", type, query);
        if (Policy.named(policy).dates() != Policy.Dates.KEPT) {
            naming.refuseDays("_typeFilter", type, query);
        }
    }

    /**
     * Lets pass what the scopes cover.
     *
     * @throws Problem FORBIDDEN where they do not cover a type, UNPROCESSABLE for one that is never exported
     */
    public static void requireScope(Scopes scopes, String type) {
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
