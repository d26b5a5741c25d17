package org.consentry.gateway.web.proposal;

import java.util.List;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.proposal.UpdateProposals;
import org.consentry.gateway.web.fhir.WriteRoute;
import org.springframework.stereotype.Component;

/** {@code POST /fhir/Task} of code {@code propose-update}. Other Tasks are the members' own. */
@Component
class ProposalRoute implements WriteRoute {
    private final UpdateProposals proposals;

    ProposalRoute(UpdateProposals proposals) {
        this.proposals = proposals;
    }

    @Override
    public String type() {
        return "Task";
    }

    @Override
    public boolean isWhole() {
        return false;
    }

    @Override
    public boolean takes(byte[] json) {
        return UpdateProposals.isOne(json);
    }

    @Override
    public Written create(Caller caller, byte[] json) {
        return new Written(
                proposals.propose(caller, json), List.of("The patient is told; the answer changes this Task"));
    }
}
