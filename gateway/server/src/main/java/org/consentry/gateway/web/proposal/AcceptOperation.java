package org.consentry.gateway.web.proposal;

import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.proposal.RoleProposals;
import org.consentry.gateway.proposal.UpdateProposals;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.research.Participation;
import org.springframework.stereotype.Component;

/** {@code Task/[id]/$accept}: the patient carries proposed changes out or takes a study's offer, a practitioner the role. */
@Component
class AcceptOperation extends AnswerOperation {
    private final UpdateProposals updates;
    private final RoleProposals roles;
    private final Participation participation;

    AcceptOperation(UpdateProposals updates, RoleProposals roles, Participation participation) {
        super("accept");
        this.updates = updates;
        this.roles = roles;
        this.participation = participation;
    }

    @Override
    StoredVersion answer(Caller.PatientUser patient, String taskId) {
        return participation.isOffer(patient, taskId)
                ? participation.accept(patient, taskId)
                : updates.accept(patient, taskId);
    }

    @Override
    StoredVersion answer(Caller.PractitionerUser practitioner, String taskId) {
        return roles.accept(practitioner, taskId);
    }
}
