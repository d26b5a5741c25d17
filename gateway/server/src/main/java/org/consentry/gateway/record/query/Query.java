package org.consentry.gateway.record.query;

import java.util.List;
import java.util.Optional;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.definition.SearchParameter;

/**
 * A search as it was understood: parameters are known, modifiers fit them, values are still text.
 *
 * @param type the type searched; empty for a search over all types
 * @param criteria all of which must hold
 * @param sort keys in order; empty means the order of the store
 * @param ignored names of parameters that were not understood and left out, under lenient handling only
 */
public record Query(
        Optional<String> type,
        List<Criterion> criteria,
        List<SortKey> sort,
        int count,
        Total total,
        boolean countOnly,
        List<Include> includes,
        List<String> elements,
        Optional<String> summary,
        List<String> ignored) {

    /** Another number of matches, and nothing besides them. */
    public Query withCount(int most) {
        return new Query(
                type, criteria, sort, most, Total.IF_KNOWN, false, List.of(), List.of(), Optional.empty(), List.of());
    }

    /** How many matches in all: told when asked for. */
    public enum Total {
        IF_KNOWN,
        ACCURATE
    }

    /** One condition; its values are alternatives. */
    public sealed interface Criterion {
        /** On a parameter of the type, with a modifier that may be empty. */
        record On(SearchParameter parameter, String modifier, List<String> values) implements Criterion {}

        /** On a column: {@code _id}, {@code _lastUpdated}, {@code _type}. */
        record Column(String name, List<String> values) implements Criterion {}

        /** Something about what a reference leads to. */
        record Chain(SearchParameter reference, List<String> targets, List<List<Criterion>> perTarget)
                implements Criterion {}

        /** Something of another type refers to this one, which is of type {@code target}. */
        record Has(String target, SearchParameter reference, List<Criterion> inner) implements Criterion {}

        /** One of the alternatives, all of whose criteria hold: a composite value, or a filter's {@code and} and {@code or}. */
        record AnyOf(List<List<Criterion>> alternatives) implements Criterion {}

        /** A filter's {@code not}. */
        record Not(Criterion inner) implements Criterion {}

        /** A token among, or not among, the codes of a value set or a branch of a hierarchy. */
        record Coded(SearchParameter parameter, boolean not, Terminology.Codes codes) implements Criterion {}

        /** What the entries of a List refer to; {@code item} is the parameter that finds them. */
        record Listed(ResourceId list, SearchParameter item) implements Criterion {}

        /** What one of the parameters leads from to the owner of a compartment. */
        record Compartment(ResourceId owner, List<SearchParameter> by) implements Criterion {}

        /** Contains a resource of that type that holds all of these. */
        record Contained(String type, List<Criterion> criteria) implements Criterion {}

        /** What no index tells: the bodies that other criteria leave are read. */
        record Reading(BodyTest test) implements Criterion {}
    }

    /**
     * What to sort by.
     *
     * @param code a parameter that is no composite, or {@code _lastUpdated} or {@code _id}
     */
    public record SortKey(String code, boolean descending) {}

    /** {@code _include} or {@code _revinclude}: {@code source:code[:target]}. */
    public record Include(boolean reverse, boolean iterate, String source, String code, Optional<String> target) {}
}
