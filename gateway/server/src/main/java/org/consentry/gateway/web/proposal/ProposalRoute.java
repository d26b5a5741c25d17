package org.consentry.gateway.web.proposal;

import java.util.List;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.proposal.ProposalKind;
import org.consentry.gateway.proposal.RoleProposals;
import org.consentry.gateway.proposal.UpdateProposals;
import org.consentry.gateway.web.fhir.WriteRoute;
import org.springframework.stereotype.Component;

/** {@code POST /fhir/Task} of code {@code propose-update} or {@code role-change}. Other Tasks are the members' own. */
@Component
class ProposalRoute implements WriteRoute {
    private final UpdateProposals updates;
    private final RoleProposals roles;

    ProposalRoute(UpdateProposals updates, RoleProposals roles) {
        this.updates = updates;
        this.roles = roles;
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
        return ProposalKind.of(json).isPresent();
    }

    @Override
    public Written create(Caller caller, byte[] json) {
        return switch (ProposalKind.of(json).orElseThrow()) {
            case UPDATE ->
                new Written(
                        updates.propose(caller, json), List.of("The patient is told; the answer changes this Task"));
            case ROLE ->
                new Written(roles.propose(caller, json), List.of("The practitioner has a day to answer this Task"));
        };
    }
}
