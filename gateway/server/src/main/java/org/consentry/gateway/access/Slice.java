package org.consentry.gateway.access;

import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.identity.Coded;
import org.consentry.gateway.identity.OrganizationId;

/**
 * A part of a patient's record, told by what is in it: what a provision of a Consent permits, or what it excepts. All
 * that is said must hold; what is empty does not narrow.
 *
 * @param types resource types
 * @param categories one of which a resource must have, where its type has such a parameter
 * @param codes one of which a resource must have, where its type has such a parameter
 * @param labels codes of {@code meta.security}, all of which a resource must carry
 * @param instances references such as {@code Observation/1}
 * @param source the organization that contributed it
 * @param from first day of clinical dates
 * @param to last day of clinical dates
 */
public record Slice(
        Set<String> types,
        Set<Coded> categories,
        Set<Coded> codes,
        Set<String> labels,
        Set<String> instances,
        Optional<OrganizationId> source,
        Optional<LocalDate> from,
        Optional<LocalDate> to) {
    /** The whole record. */
    public static final Slice ALL = ofTypes(Set.of());

    public Slice {
        types = Set.copyOf(types);
        categories = Set.copyOf(categories);
        codes = Set.copyOf(codes);
        labels = Set.copyOf(labels);
        instances = Set.copyOf(instances);
    }

    /** Whole types; all when none is named. */
    public static Slice ofTypes(Set<String> types) {
        return new Slice(
                types, Set.of(), Set.of(), Set.of(), Set.of(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Whether it is told by types and nothing else: the only kind a change can be checked against. */
    boolean isWholeTypes() {
        return equals(ofTypes(types));
    }
}
