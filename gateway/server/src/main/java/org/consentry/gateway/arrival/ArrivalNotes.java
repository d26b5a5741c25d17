package org.consentry.gateway.arrival;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.consentry.gateway.record.Alongside;
import org.consentry.gateway.record.StoredVersion;
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
    public void join(List<WriteBatch> batches, Alongside alongside) {
        List<ArrivalQueue.Note> notes =
                batches.stream().flatMap(batch -> notes(batch).stream()).toList();
        if (!notes.isEmpty()) {
            queue.put(notes, alongside);
        }
    }

    private static List<ArrivalQueue.Note> notes(WriteBatch batch) {
        Map<String, List<String>> byPatient = new LinkedHashMap<>();
        for (StoredVersion version : batch.versions()) {
            if (version.change() != StoredVersion.Change.DELETED) {
                version.patientId().ifPresent(patient -> byPatient
                        .computeIfAbsent(patient, key -> new ArrayList<>())
                        .add(version.id().reference()));
            }
        }
        return byPatient.entrySet().stream()
                .map(entry ->
                        new ArrivalQueue.Note(entry.getKey(), batch.author().source(), entry.getValue(), batch.at()))
                .toList();
    }
}
