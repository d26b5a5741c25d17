package org.consentry.gateway.export;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an export is to hold.
 *
 * @param types resource types; empty means all
 * @param since only what was written after this instant
 * @param until only what was written until this instant
 * @param patients logical ids of patients; empty means all
 * @param filters FHIR searches by type: of that type, only what one of them finds
 */
public record ExportRequest(
        Set<String> types,
        Optional<Instant> since,
        Optional<Instant> until,
        Set<String> patients,
        Map<String, List<String>> filters) {
    public ExportRequest {
        types = Set.copyOf(types);
        patients = Set.copyOf(patients);
        filters = Map.copyOf(filters);
    }

    /** Whether a version of that age is asked for. */
    boolean isWritten(Instant at) {
        return since.map(at::isAfter).orElse(true)
                && until.map(end -> !at.isAfter(end)).orElse(true);
    }

    /** Whether resources of that type are asked for. */
    boolean isOfType(String type) {
        return types.isEmpty() || types.contains(type);
    }
}
