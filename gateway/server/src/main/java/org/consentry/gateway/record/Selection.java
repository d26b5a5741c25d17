package org.consentry.gateway.record;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is streamed.
 *
 * @param types resource types; empty means all
 * @param patients logical ids of the patients whose records are streamed, besides what concerns nobody; empty means all
 * @param queries FHIR searches by type, without the type: a version of that type counts as found when one of them finds
 *     it, one of another type always
 * @param deleted whether what was deleted comes too, without a body
 */
public record Selection(Set<String> types, Set<String> patients, Map<String, List<String>> queries, boolean deleted) {
    /** Everything. */
    public static final Selection ALL = new Selection(Set.of(), Set.of(), Map.of(), false);

    public Selection {
        types = Set.copyOf(types);
        patients = Set.copyOf(patients);
        queries = Map.copyOf(queries);
    }
}
