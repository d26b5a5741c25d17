package org.consentry.gateway.record.search;

import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentry.gateway.access.Slice;
import org.consentry.gateway.identity.Coded;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.definition.Definitions;
import org.consentry.gateway.record.definition.ParameterKind;
import org.consentry.gateway.record.index.ClinicalDates;
import org.consentry.gateway.record.row.Sql;

/**
 * Turns parts of a record, as grants tell them, into conditions on a row. What is permitted and cannot be found out is
 * not permitted; what is excepted and cannot be found out is excepted.
 */
final class SlicePredicate {
    private final String alias;
    private final Optional<String> type;
    private boolean index;

    SlicePredicate(String alias, Optional<String> type) {
        this.alias = alias;
        this.type = type;
    }

    /** Whether a condition so far was about the index, which knows current versions only. */
    boolean asksTheIndex() {
        return index;
    }

    /** Adds {@code AND …} for everything but the types. */
    void permit(Sql sql, Slice slice) {
        coded(sql, "category", slice, slice.categories());
        coded(sql, "code", slice, slice.codes());
        if (!slice.labels().isEmpty()) {
            sql.add(" AND COALESCE(" + alias + ".labels @> ?, FALSE)", Sql.strings(slice.labels()));
        }
        if (!slice.instances().isEmpty()) {
            sql.add(" AND ").add(instances(slice.instances()));
        }
        slice.source().ifPresent(source -> sql.add(" AND " + alias + ".source = ?", source.value()));
        slice.from().ifPresent(from -> period(sql, " >= ?", from));
        slice.to().ifPresent(to -> period(sql, " <= ?", to));
    }

    /** Adds {@code AND NOT (…)}, when the slice can hold a row of the type at all. */
    void except(Sql sql, Slice slice) {
        boolean other =
                type.isPresent() && !slice.types().isEmpty() && !slice.types().contains(type.get());
        if (other) {
            return;
        }
        sql.add(" AND NOT (TRUE");
        if (!slice.types().isEmpty()) {
            sql.add(" AND " + alias + ".type = ANY(?)", Sql.ints(VisiblePredicate.numbers(slice.types())));
        }
        exceptCoded(sql, "category", slice, slice.categories());
        exceptCoded(sql, "code", slice, slice.codes());
        if (!slice.labels().isEmpty()) {
            sql.add(" AND COALESCE(" + alias + ".labels @> ?, FALSE)", Sql.strings(slice.labels()));
        }
        if (!slice.instances().isEmpty()) {
            sql.add(" AND ").add(instances(slice.instances()));
        }
        slice.source().ifPresent(source -> sql.add(" AND " + alias + ".source = ?", source.value()));
        slice.from().ifPresent(from -> exceptPeriod(sql, " >= ?", from));
        slice.to().ifPresent(to -> exceptPeriod(sql, " <= ?", to));
        sql.add(")");
    }

    private void coded(Sql sql, String parameter, Slice slice, Set<Coded> codes) {
        if (codes.isEmpty()) {
            return;
        }
        List<String> with = withParameter(parameter, slice);
        List<Integer> numbers = VisiblePredicate.numbers(with);
        if (with.isEmpty()) {
            return;
        }
        index = true;
        sql.add(" AND (NOT " + alias + ".type = ANY(?) OR ", Sql.ints(numbers))
                .add(TokenProbe.anyOf(alias, keys(with, parameter), codes))
                .add(")");
    }

    /** A type that has no such parameter cannot be about the code, so nothing of it is excepted. */
    private void exceptCoded(Sql sql, String parameter, Slice slice, Set<Coded> codes) {
        if (codes.isEmpty()) {
            return;
        }
        List<String> with = withParameter(parameter, slice);
        if (with.isEmpty()) {
            sql.add(" AND FALSE");
            return;
        }
        index = true;
        sql.add(" AND ").add(TokenProbe.anyOf(alias, keys(with, parameter), codes));
    }

    private List<String> withParameter(String parameter, Slice slice) {
        Collection<String> candidates = type.<Collection<String>>map(Set::of)
                .orElseGet(() -> slice.types().isEmpty() ? Definitions.r4().types() : slice.types());
        return candidates.stream()
                .filter(candidate -> Definitions.r4()
                        .parameter(candidate, parameter)
                        .filter(it -> it.kind() == ParameterKind.TOKEN)
                        .isPresent())
                .toList();
    }

    private static List<Integer> keys(List<String> types, String parameter) {
        return types.stream()
                .flatMap(name -> Definitions.r4().parameter(name, parameter).stream())
                .flatMap(defined -> defined.keys().stream())
                .sorted()
                .toList();
    }

    private Sql instances(Set<String> references) {
        return VisiblePredicate.anyOf(
                references.stream()
                        .map(ResourceId::parse)
                        .collect(Collectors.groupingBy(ResourceId::type))
                        .entrySet()
                        .stream()
                        .filter(entry -> Definitions.r4().isType(entry.getKey()))
                        .map(entry -> new Sql()
                                .add(
                                        "(" + alias + ".type = "
                                                + Definitions.r4().number(entry.getKey()) + " AND " + alias
                                                + ".id = ANY(?))",
                                        Sql.strings(entry.getValue().stream()
                                                .map(ResourceId::id)
                                                .toList())))
                        .toList());
    }

    /** A row without a clinical date passes only where its type has none. */
    private void period(Sql sql, String comparison, LocalDate day) {
        sql.add(
                " AND (" + alias + ".day IS NULL OR (" + alias + ".day <> " + ClinicalDates.UNKNOWN + " AND " + alias
                        + ".day" + comparison + "))",
                Math.toIntExact(day.toEpochDay()));
    }

    /** A row whose clinical date is not known may be of the excepted time. */
    private void exceptPeriod(Sql sql, String comparison, LocalDate day) {
        sql.add(
                " AND (COALESCE(" + alias + ".day, " + ClinicalDates.UNKNOWN + ") = " + ClinicalDates.UNKNOWN + " OR "
                        + alias + ".day" + comparison + ")",
                Math.toIntExact(day.toEpochDay()));
    }
}
