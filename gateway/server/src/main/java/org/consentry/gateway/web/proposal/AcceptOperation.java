package org.consentry.gateway.web.proposal;

import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.proposal.RoleProposals;
import org.consentry.gateway.proposal.UpdateProposals;
import org.consentry.gateway.record.StoredVersion;
import org.springframework.stereotype.Component;

/** {@code Task/[id]/$accept}: the patient carries the proposed changes out, all of them or none; a practitioner takes the role. */
@Component
class AcceptOperation extends AnswerOperation {
    private final UpdateProposals updates;
    private final RoleProposals roles;

    AcceptOperation(UpdateProposals updates, RoleProposals roles) {
        super("accept");
        this.updates = updates;
        this.roles = roles;
    }

    @Override
    StoredVersion answer(Caller.PatientUser patient, String taskId) {
        return updates.accept(patient, taskId);
    }

    @Override
    StoredVersion answer(Caller.PractitionerUser practitioner, String taskId) {
        return roles.accept(practitioner, taskId);
    }
}
