package org.consentry.gateway.record.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.access.Reach;
import org.consentry.gateway.identity.ScopeFilter;
import org.consentry.gateway.record.definition.Definitions;
import org.consentry.gateway.record.definition.ParameterKind;
import org.consentry.gateway.record.definition.SearchParameter;
import org.consentry.gateway.record.row.Sql;

/**
 * Turns what a token's scopes cover into a condition on a row. A filter asks the index, which describes current
 * versions: an earlier version is covered by scopes without a filter only. A parameter that a type does not have as a
 * token covers nothing of the type.
 */
final class ReachPredicate {
    private final Reach reach;

    ReachPredicate(Reach reach) {
        this.reach = reach;
    }

    /** The condition; empty when there is none. */
    Optional<Sql> on(String alias, Optional<String> type) {
        if (reach.all()) {
            return Optional.empty();
        }
        if (type.isPresent()) {
            return reach.types().contains(type.get())
                    ? Optional.empty()
                    : Optional.of(VisiblePredicate.anyOf(filters(alias, type.get())));
        }
        List<Sql> parts = new ArrayList<>();
        if (!reach.types().isEmpty()) {
            parts.add(new Sql().add(alias + ".type = ANY(?)", Sql.ints(VisiblePredicate.numbers(reach.types()))));
        }
        for (String name : filteredTypes()) {
            List<Sql> filters = filters(alias, name);
            if (!filters.isEmpty() && Definitions.r4().isType(name)) {
                parts.add(new Sql()
                        .add("(" + alias + ".type = " + Definitions.r4().number(name) + " AND ")
                        .add(VisiblePredicate.anyOf(filters))
                        .add(")"));
            }
        }
        return Optional.of(VisiblePredicate.anyOf(parts));
    }

    private Iterable<String> filteredTypes() {
        Set<String> named = reach.filtered().keySet();
        return named.contains(Reach.EVERY_TYPE)
                ? Definitions.r4().types()
                : named.stream().sorted().toList();
    }

    private List<Sql> filters(String alias, String type) {
        List<Sql> filters = new ArrayList<>();
        for (ScopeFilter filter : reach.filters(type)) {
            Sql sql = new Sql()
                    .add("(" + alias + ".version = (SELECT c.version FROM resource c WHERE c.subject = " + alias
                            + ".subject AND c.rid = " + alias + ".rid)");
            boolean understood = true;
            for (ScopeFilter.Criterion criterion : filter.criteria()) {
                List<Integer> keys = Definitions.r4()
                        .parameter(type, criterion.parameter())
                        .filter(it -> it.kind() == ParameterKind.TOKEN)
                        .map(SearchParameter::keys)
                        .orElse(List.of());
                understood &= !keys.isEmpty();
                sql.add(" AND ").add(TokenProbe.anyOf(alias, keys, criterion.anyOf()));
            }
            if (understood) {
                filters.add(sql.add(")"));
            }
        }
        return filters;
    }
}
