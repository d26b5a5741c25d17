package org.consentry.gateway.audit;

import java.util.List;
import java.util.Optional;
import org.consentry.gateway.access.ReadIntent;
import org.consentry.gateway.access.Refusals;
import org.consentry.gateway.identity.Caller;
import org.springframework.stereotype.Component;

/** The patient reads who was turned away. */
@Component
class AuditedRefusals implements Refusals {
    private final AuditTrail trail;

    AuditedRefusals(AuditTrail trail) {
        this.trail = trail;
    }

    @Override
    public void refused(Caller caller, ReadIntent intent) {
        trail.later(new AuditFact(
                caller,
                intent.kind().interaction().name().toLowerCase(java.util.Locale.ROOT),
                AuditFact.Outcome.REFUSED,
                intent.patientId(),
                Optional.empty(),
                caller.purposes(),
                List.of()));
    }
}
