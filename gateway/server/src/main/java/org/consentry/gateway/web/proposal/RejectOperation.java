package org.consentry.gateway.web.proposal;

import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.proposal.RoleProposals;
import org.consentry.gateway.proposal.UpdateProposals;
import org.consentry.gateway.record.StoredVersion;
import org.springframework.stereotype.Component;

/** {@code Task/[id]/$reject}: the patient leaves the record as it is, a practitioner the role. */
@Component
class RejectOperation extends AnswerOperation {
    private final UpdateProposals updates;
    private final RoleProposals roles;

    RejectOperation(UpdateProposals updates, RoleProposals roles) {
        super("reject");
        this.updates = updates;
        this.roles = roles;
    }

    @Override
    StoredVersion answer(Caller.PatientUser patient, String taskId) {
        return updates.reject(patient, taskId);
    }

    @Override
    StoredVersion answer(Caller.PractitionerUser practitioner, String taskId) {
        return roles.reject(practitioner, taskId);
    }
}
