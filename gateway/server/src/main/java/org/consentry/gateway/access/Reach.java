package org.consentry.gateway.access;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consentry.gateway.identity.ScopeFilter;
import org.consentry.gateway.identity.Scopes;

/**
 * Which resources a token's scopes cover, whatever was granted: the ceiling of every view.
 *
 * @param all whether they cover everything
 * @param types types that are covered whole
 * @param filtered types of which only what meets one of the filters is covered; {@code *} stands for every type
 */
public record Reach(boolean all, Set<String> types, Map<String, List<ScopeFilter>> filtered) {
    /** The key of filters that hold for every type. */
    public static final String EVERY_TYPE = "*";

    /** No ceiling: people who act through the portal act by their role. */
    public static final Reach EVERYTHING = new Reach(true, Set.of(), Map.of());

    public Reach {
        types = Set.copyOf(types);
        filtered = Map.copyOf(filtered);
    }

    /** Whole types; all of them when none is named. */
    public static Reach ofTypes(Set<String> types) {
        return types.isEmpty() ? EVERYTHING : new Reach(false, types, Map.of());
    }

    /** What the scopes cover for one interaction. */
    static Reach of(Scopes scopes, Scopes.Interaction interaction) {
        Set<String> types = new HashSet<>();
        Map<String, List<ScopeFilter>> filtered = new HashMap<>();
        for (Scopes.Scope scope : scopes.granted()) {
            if (!scope.covers(interaction, scope.type())) {
                continue;
            }
            if (scope.filter().isPresent()) {
                filtered.computeIfAbsent(scope.type(), type -> new ArrayList<>())
                        .add(scope.filter().get());
            } else if (scope.type().equals(EVERY_TYPE)) {
                return EVERYTHING;
            } else {
                types.add(scope.type());
            }
        }
        return new Reach(false, types, filtered);
    }

    /** The filters one of which a resource of this type must meet, when the type is not covered whole. */
    public List<ScopeFilter> filters(String type) {
        List<ScopeFilter> filters = new ArrayList<>(filtered.getOrDefault(type, List.of()));
        filters.addAll(filtered.getOrDefault(EVERY_TYPE, List.of()));
        return filters;
    }
}
