package org.consentry.gateway.arrival;

import java.time.Clock;
import java.util.Map;
import java.util.Set;
import org.consentry.gateway.access.Grants;
import org.consentry.gateway.access.Memberships;
import org.consentry.gateway.event.Event;
import org.consentry.gateway.event.EventAudience;
import org.consentry.gateway.event.EventKind;
import org.consentry.gateway.event.Recipient;
import org.springframework.stereotype.Component;

/**
 * A member hears of a patient's records and attachments under a consent for as long as it is in force, also on replay; of
 * what has ended a tombstone comes. Who is no member any more hears nothing.
 */
@Component
class ConsentedEvents implements EventAudience {
    private static final Set<EventKind> UNDER_A_CONSENT = Set.of(EventKind.RECORD_ADDED, EventKind.ATTACHMENT_READY);

    private final Grants grants;
    private final Memberships memberships;
    private final Clock clock;

    ConsentedEvents(Grants grants, Memberships memberships, Clock clock) {
        this.grants = grants;
        this.memberships = memberships;
        this.clock = clock;
    }

    @Override
    public Hearing listening(Recipient recipient) {
        return recipient instanceof Recipient.ToMember member && !memberships.isMember(member.organization())
                ? Hearing.WITHHELD
                : Hearing.ADMITTED;
    }

    @Override
    public Hearing telling(Recipient recipient, Event event) {
        boolean free = !UNDER_A_CONSENT.contains(event.kind()) || event.standing() != Event.Standing.LIVE;
        if (free || !(recipient instanceof Recipient.ToMember member)) {
            return Hearing.ADMITTED;
        }
        return grants.ofConsent(id(event.facts(), "patient"), id(event.facts(), "consent"), clock.instant())
                .filter(grant -> grant.reader().equals(member.organization()))
                .map(grant -> Hearing.ADMITTED)
                .orElse(Hearing.WITHHELD);
    }

    private static String id(Map<String, String> facts, String name) {
        String reference = facts.getOrDefault(name, "");
        return reference.substring(reference.indexOf('/') + 1);
    }
}
