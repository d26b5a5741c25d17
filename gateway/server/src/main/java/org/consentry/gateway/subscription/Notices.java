package org.consentry.gateway.subscription;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.consentry.gateway.event.Event;
import org.consentry.gateway.event.EventAudience;
import org.consentry.gateway.event.EventAudience.Hearing;
import org.consentry.gateway.event.Events;
import org.consentry.gateway.event.Recipient;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Which events of its owner's stream concern a subscription, in order and numbered without gaps. An event is numbered
 * once; whether it may still be told is asked each time it is.
 */
@Component
class Notices {
    private static final int BATCH = 1000;

    private final SubscriptionRows rows;
    private final Events events;
    private final EventAudience audience;
    private final TransactionTemplate transaction;

    Notices(
            SubscriptionRows rows,
            Events events,
            ObjectProvider<EventAudience> audience,
            TransactionTemplate transaction) {
        this.rows = rows;
        this.events = events;
        this.audience = audience.getIfAvailable(EventAudience::ownEvents);
        this.transaction = transaction;
    }

    static Recipient recipient(Progress subscription) {
        return new Recipient.ToMember(subscription.owner());
    }

    long newest(Recipient recipient) {
        return events.last(recipient);
    }

    /** Whether its owner may be told anything at all. */
    boolean mayListen(Progress subscription) {
        return audience.listening(recipient(subscription)) == Hearing.ADMITTED;
    }

    /** Looks at what has come since the last time; answers the subscription as it is then. */
    Optional<Progress> gather(String id) {
        Optional<Progress> found = transaction.execute(status -> {
            Optional<Progress> subscription = rows.locked(id);
            subscription.filter(it -> it.status() != Progress.Status.OFF).ifPresent(this::number);
            return rows.find(id);
        });
        return found == null ? Optional.empty() : found;
    }

    private void number(Progress subscription) {
        long position = subscription.position();
        long number = subscription.events();
        List<Event> batch;
        do {
            batch = events.after(recipient(subscription), position, BATCH);
            for (Event event : batch) {
                if (concerns(subscription.terms(), event)) {
                    number++;
                    rows.number(subscription.id(), number, event.id());
                }
                position = event.id();
            }
        } while (batch.size() == BATCH);
        rows.lookedAt(subscription.id(), position, number);
    }

    private static boolean concerns(Terms terms, Event event) {
        boolean wanted = event.kind() == terms.topic().kind() && event.standing() == Event.Standing.LIVE;
        return wanted
                && terms.patientId()
                        .map(id -> ("Patient/" + id).equals(event.facts().get("patient")))
                        .orElse(true);
    }

    /** The events with these numbers that are still kept, at most {@code most}. */
    List<Notice> between(Progress subscription, long first, long last, int most) {
        List<SubscriptionRows.Numbered> numbered = rows.numbered(subscription.id(), first, last, most);
        if (numbered.isEmpty()) {
            return List.of();
        }
        Map<Long, Event> byId = events(subscription, numbered);
        List<Notice> notices = new ArrayList<>();
        for (SubscriptionRows.Numbered each : numbered) {
            Event event = byId.get(each.eventId());
            if (event != null) {
                boolean admitted = audience.telling(recipient(subscription), event) == Hearing.ADMITTED;
                notices.add(new Notice(each.number(), admitted ? event : event.withheld()));
            }
        }
        return notices;
    }

    private Map<Long, Event> events(Progress subscription, List<SubscriptionRows.Numbered> numbered) {
        Map<Long, Event> byId = new HashMap<>();
        long last = numbered.getLast().eventId();
        for (long at = numbered.getFirst().eventId() - 1; at < last; ) {
            List<Event> batch = events.after(recipient(subscription), at, BATCH);
            if (batch.isEmpty()) {
                return byId;
            }
            batch.forEach(event -> byId.put(event.id(), event));
            at = batch.getLast().id();
        }
        return byId;
    }
}
