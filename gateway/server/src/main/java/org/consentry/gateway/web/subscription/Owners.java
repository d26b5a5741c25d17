package org.consentry.gateway.web.subscription;

import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.identity.Scopes.Interaction;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;

/** Who has subscriptions: a member's system, with a scope for them. */
final class Owners {
    private Owners() {}

    static OrganizationId of(Caller caller, Interaction interaction) {
        if (caller instanceof Caller.Member member && member.covers(interaction, "Subscription")) {
            return member.organization();
        }
        throw Problem.of(ProblemKind.FORBIDDEN, "Only a member's system subscribes, with a scope for it");
    }
}
