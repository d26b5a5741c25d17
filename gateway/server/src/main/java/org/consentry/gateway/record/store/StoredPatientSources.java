package org.consentry.gateway.record.store;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.consentry.gateway.access.PatientSources;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.row.RowReader;
import org.consentry.gateway.record.row.Sql;

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
                                .map(id -> new ResourceId("Patient", id).hash())
                                .toList()));
        reader.list(sql, row -> sources.put(row.getString(1), new OrganizationId(row.getString(2))) == null);
        return sources;
    }
}
