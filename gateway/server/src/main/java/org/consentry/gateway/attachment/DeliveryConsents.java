package org.consentry.gateway.attachment;

import java.time.Clock;
import org.consentry.gateway.access.Grants;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.statement.OneStatement;
import org.springframework.stereotype.Component;

/** Whether the consent of a delivery still shows it: asked anew by every step, of the database's row and not of a cache. */
@Component
class DeliveryConsents {
    private final Grants grants;
    private final Clock clock;

    DeliveryConsents(Grants grants, Clock clock) {
        this.grants = grants;
        this.clock = clock;
    }

    boolean show(String patientId, String consentId, OrganizationId recipient) {
        return grants.ofConsent(patientId, consentId, clock.instant())
                .filter(grant -> grant.reader().equals(recipient))
                .isPresent();
    }

    /** As {@link #show}, asked by a statement of the caller's transaction. */
    void ask(Delivery delivery, OneStatement statement, Runnable ifShown) {
        statement.ask(
                grants.inForce(
                        delivery.content().patientId(), delivery.consentId(), delivery.recipient(), clock.instant()),
                ifShown);
    }

    /** Whether there is nothing to fetch any more. */
    boolean isOver(Delivery delivery) {
        return switch (delivery.state()) {
            case DELIVERED, WITHDRAWN -> true;
            case READY, STAGED, CLAIMED ->
                !show(delivery.content().patientId(), delivery.consentId(), delivery.recipient());
        };
    }
}
