package org.consentry.gateway.arrival;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.Write;
import org.consentry.gateway.record.WriteBatch;
import org.consentry.gateway.record.WriteParticipant;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Notes in the transaction of a submission what has come for patients who have consents in force. */
@Component
@Order(61)
class ArrivalNotes implements WriteParticipant {
    private final ArrivalQueue queue;

    ArrivalNotes(ArrivalQueue queue) {
        this.queue = queue;
    }

    @Override
    public List<Write> join(WriteBatch batch) {
        Map<String, StringJoiner> byPatient = new LinkedHashMap<>();
        for (StoredVersion version : batch.versions()) {
            if (version.change() != StoredVersion.Change.DELETED) {
                version.patientId().ifPresent(patient -> byPatient
                        .computeIfAbsent(patient, key -> new StringJoiner(" "))
                        .add(version.id().reference()));
            }
        }
        if (!byPatient.isEmpty()) {
            queue.put(byPatient, batch.author().source(), batch.at());
        }
        return List.of();
    }
}
