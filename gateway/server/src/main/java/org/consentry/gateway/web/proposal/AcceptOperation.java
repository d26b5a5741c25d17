package org.consentry.gateway.web.proposal;

import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.proposal.UpdateProposals;
import org.consentry.gateway.record.StoredVersion;
import org.springframework.stereotype.Component;

/** {@code Task/[id]/$accept}: the patient carries the proposed changes out, all of them or none. */
@Component
class AcceptOperation extends AnswerOperation {
    private final UpdateProposals proposals;

    AcceptOperation(UpdateProposals proposals) {
        super("accept");
        this.proposals = proposals;
    }

    @Override
    StoredVersion answer(Caller.PatientUser patient, String taskId) {
        return proposals.accept(patient, taskId);
    }
}
