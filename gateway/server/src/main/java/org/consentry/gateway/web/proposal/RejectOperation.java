package org.consentry.gateway.web.proposal;

import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.proposal.RoleProposals;
import org.consentry.gateway.proposal.UpdateProposals;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.research.Participation;
import org.springframework.stereotype.Component;

/** {@code Task/[id]/$reject}: the patient leaves the record, or a study's offer, as it is, a practitioner the role. */
@Component
class RejectOperation extends AnswerOperation {
    private final UpdateProposals updates;
    private final RoleProposals roles;
    private final Participation participation;

    RejectOperation(UpdateProposals updates, RoleProposals roles, Participation participation) {
        super("reject");
        this.updates = updates;
        this.roles = roles;
        this.participation = participation;
    }

    @Override
    StoredVersion answer(Caller.PatientUser patient, String taskId) {
        return participation.isOffer(patient, taskId)
                ? participation.decline(patient, taskId)
                : updates.reject(patient, taskId);
    }

    @Override
    StoredVersion answer(Caller.PractitionerUser practitioner, String taskId) {
        return roles.reject(practitioner, taskId);
    }
}
