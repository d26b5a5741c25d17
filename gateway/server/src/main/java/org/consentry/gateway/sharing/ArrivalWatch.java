package org.consentry.gateway.sharing;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.consentry.gateway.record.Alongside;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.WriteBatch;
import org.consentry.gateway.record.WriteParticipant;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Notes that records with content have arrived, for the consents under which it may be released. */
@Component
@Order(60)
class ArrivalWatch implements WriteParticipant {
    private final ReleaseQueue queue;

    ArrivalWatch(ReleaseQueue queue) {
        this.queue = queue;
    }

    @Override
    public void join(List<WriteBatch> batches, Alongside alongside) {
        batches.forEach(this::join);
    }

    private void join(WriteBatch batch) {
        Set<String> patients = batch.versions().stream()
                .filter(ArrivalWatch::pointsToContent)
                .flatMap(version -> version.patientId().stream())
                .collect(Collectors.toSet());
        if (!patients.isEmpty()) {
            queue.putAllOf(patients);
        }
    }

    private static boolean pointsToContent(StoredVersion version) {
        return new String(version.json(), StandardCharsets.UTF_8).contains("Binary/");
    }
}
