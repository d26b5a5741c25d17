package org.consentry.gateway.record;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.consentry.gateway.access.PatientSources;
import org.consentry.gateway.identity.OrganizationId;

/** Who brought a patient in is the source of the Patient's row. */
final class StoredPatientSources implements PatientSources {
    private final RowReader reader;

    StoredPatientSources(RowReader reader) {
        this.reader = reader;
    }

    @Override
    public Map<String, OrganizationId> of(Set<String> patientIds) {
        Map<String, OrganizationId> sources = new HashMap<>();
        if (patientIds.isEmpty()) {
            return sources;
        }
        Sql sql = new Sql()
                .add(
                        "SELECT r.id, r.source FROM directory d JOIN resource r ON r.subject = d.subject AND "
                                + "r.rid = d.rid WHERE r.change < 2 AND d.self = ANY(?)",
                        Sql.longs(patientIds.stream()
                                .map(id -> Hashes.self(new ResourceId("Patient", id)))
                                .toList()));
        reader.list(sql, row -> sources.put(row.getString(1), new OrganizationId(row.getString(2))) == null);
        return sources;
    }
}
