package org.consentry.gateway.record.write;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.Submissions.Entry;
import org.consentry.gateway.record.Submissions.Outcome;

/** Tells every entry of a transaction what became of it. */
final class Outcomes {
    private final Records records;

    Outcomes(Records records) {
        this.records = records;
    }

    List<Entry> of(List<Transaction.Planned> planned, List<Change> changes, Visibility visibility) {
        Map<ResourceId, Change> byId = new HashMap<>();
        changes.forEach(change -> byId.put(change.id, change));
        List<Entry> entries = new ArrayList<>(planned.size());
        for (Transaction.Planned plan : planned) {
            Optional<Change> change = plan.id().map(byId::get);
            int index = plan.entry().index();
            if (change.isPresent()) {
                Outcome outcome = plan.write().isPresent() ? change.get().outcome : Outcome.MATCHED;
                entries.add(new Entry(index, outcome, Writes.result(change.get())));
            } else if (plan.id().isPresent()) {
                StoredVersion there = records.current(plan.id().get(), visibility)
                        .orElseThrow(() -> Writes.conflict(new IllegalStateException()));
                entries.add(new Entry(index, Outcome.MATCHED, there));
            } else {
                entries.add(
                        new Entry(index, Outcome.UNCHANGED, nothing(plan.entry().type())));
            }
        }
        return entries;
    }

    private static StoredVersion nothing(String type) {
        return new StoredVersion(
                new ResourceId(type, "none"),
                0,
                Instant.EPOCH,
                StoredVersion.Change.DELETED,
                Optional.empty(),
                OrganizationId.AUTHORITY,
                new byte[0]);
    }
}
