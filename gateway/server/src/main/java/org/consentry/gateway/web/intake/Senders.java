package org.consentry.gateway.web.intake;

import jakarta.servlet.http.HttpServletRequest;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.Scopes.Interaction;
import org.consentry.gateway.intake.Sender;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.web.Callers;

/** Whose messages a request brings: members' systems that may write. */
final class Senders {
    private Senders() {}

    static Sender of(HttpServletRequest request) {
        Caller caller = Callers.of(request);
        if (!(caller instanceof Caller.Member member)) {
            throw Problem.of(ProblemKind.FORBIDDEN, "Messages are taken from members' systems only");
        }
        if (!member.scopes().covers(Interaction.CREATE, "Patient")
                || !member.scopes().covers(Interaction.UPDATE, "Patient")) {
            throw Problem.of(ProblemKind.FORBIDDEN, "The token's scopes do not cover writing");
        }
        return new Sender(member.organization(), member.clientId());
    }
}
