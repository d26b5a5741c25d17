package org.consentry.gateway.arrival;

import java.time.Clock;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.access.Grant;
import org.consentry.gateway.access.GrantedAction;
import org.consentry.gateway.access.Grants;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.arrival.ArrivalQueue.Arrival;
import org.consentry.gateway.event.EventKind;
import org.consentry.gateway.event.Outbox;
import org.consentry.gateway.event.Recipient;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoredVersion;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/*
 * Who is told of what has come.
 *
 * A submission only notes its references, and only where a grant is in force: whether a consent shows them is asked
 * afterwards, of the store, exactly as its reader would ask. The note goes in the transaction that puts the events down,
 * so each is told once; a crash before leaves the note to whoever comes next.
 */
@Component
class Arrivals {
    private static final int BATCH = 50;

    private final ArrivalQueue queue;
    private final Grants grants;
    private final Records records;
    private final Outbox outbox;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Arrivals(
            ArrivalQueue queue,
            Grants grants,
            Records records,
            Outbox outbox,
            TransactionTemplate transaction,
            Clock clock) {
        this.queue = queue;
        this.grants = grants;
        this.records = records;
        this.outbox = outbox;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Tells of the oldest arrivals; answers how many there were. */
    int tell() {
        Integer told = transaction.execute(status -> {
            List<Arrival> taken = queue.take(BATCH).stream()
                    .sorted(Comparator.comparingLong(Arrival::id))
                    .toList();
            taken.forEach(this::tell);
            return taken.size();
        });
        return told == null ? 0 : told;
    }

    /** A reader is told once, whatever number of consents show it. */
    private void tell(Arrival arrival) {
        Set<OrganizationId> told = new HashSet<>();
        for (Grant grant : grants.ofPatient(arrival.patientId(), clock.instant())) {
            if (told.contains(grant.reader())) {
                continue;
            }
            if (grant.actions().contains(GrantedAction.ACCESS)
                    && !grant.reader().equals(arrival.source())) {
                shown(arrival, grant).ifPresent(resource -> {
                    put(arrival, grant, resource);
                    told.add(grant.reader());
                });
            }
        }
    }

    /** The first of the records that the grant shows. */
    private Optional<String> shown(Arrival arrival, Grant grant) {
        Visibility visibility = new Visibility.Limited(Optional.empty(), List.of(grant.window()));
        return arrival.resources().stream()
                .filter(reference -> grant.permitted()
                        .types()
                        .contains(ResourceId.parse(reference).type()))
                .filter(reference -> records.current(ResourceId.parse(reference), visibility)
                        .filter(version -> version.change() != StoredVersion.Change.DELETED)
                        .isPresent())
                .findFirst();
    }

    private void put(Arrival arrival, Grant grant, String resource) {
        outbox.put(
                new Recipient.ToMember(grant.reader()),
                EventKind.RECORD_ADDED,
                Map.of(
                        "patient",
                        "Patient/" + arrival.patientId(),
                        "consent",
                        "Consent/" + grant.consentId(),
                        "resource",
                        resource,
                        "updated",
                        arrival.at().toString()));
    }
}
