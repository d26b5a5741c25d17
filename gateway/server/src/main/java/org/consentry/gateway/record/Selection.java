package org.consentry.gateway.record;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is streamed.
 *
 * @param types resource types; empty means all
 * @param patients logical ids of the patients whose records are streamed, besides what concerns nobody; empty means all
 * @param queries FHIR searches by type, without the type: a version of that type counts as found when one of them finds
 *     it, one of another type always
 * @param deleted whether what was deleted comes too, without a body
 * @param after logical id of the patient after whose record the stream begins; empty for its beginning
 * @param upTo logical id of the patient with whose record the stream ends; empty for its end
 */
public record Selection(
        Set<String> types,
        Set<String> patients,
        Map<String, List<String>> queries,
        boolean deleted,
        Optional<String> after,
        Optional<String> upTo) {
    /** Everything. */
    public static final Selection ALL = new Selection(Set.of(), Set.of(), Map.of(), false);

    public Selection {
        types = Set.copyOf(types);
        patients = Set.copyOf(patients);
        queries = Map.copyOf(queries);
    }

    /** A selection over all of the stream. */
    public Selection(Set<String> types, Set<String> patients, Map<String, List<String>> queries, boolean deleted) {
        this(types, patients, queries, deleted, Optional.empty(), Optional.empty());
    }

    /** The same of a stretch of the stream. */
    public Selection between(Optional<String> first, Optional<String> last) {
        return new Selection(types, patients, queries, deleted, first, last);
    }
}
