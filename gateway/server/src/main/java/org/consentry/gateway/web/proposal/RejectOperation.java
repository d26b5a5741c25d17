package org.consentry.gateway.web.proposal;

import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.proposal.UpdateProposals;
import org.consentry.gateway.record.StoredVersion;
import org.springframework.stereotype.Component;

/** {@code Task/[id]/$reject}: the patient leaves the record as it is. */
@Component
class RejectOperation extends AnswerOperation {
    private final UpdateProposals proposals;

    RejectOperation(UpdateProposals proposals) {
        super("reject");
        this.proposals = proposals;
    }

    @Override
    StoredVersion answer(Caller.PatientUser patient, String taskId) {
        return proposals.reject(patient, taskId);
    }
}
