package org.consentry.gateway.intake;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.consentry.gateway.access.AccessGate;
import org.consentry.gateway.access.Memberships;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.access.WriteIntent;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.identity.Scopes;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.springframework.stereotype.Component;

/** What a member's message may touch: what the member itself may, judged at the same gate as its FHIR requests. */
@Component
class MemberWrites {
    private static final Scopes INTAKE = Scopes.parse("system/*.cruds");

    private final AccessGate gate;
    private final Memberships memberships;

    MemberWrites(AccessGate gate, Memberships memberships) {
        this.gate = gate;
        this.memberships = memberships;
    }

    /** Conditions in a message match what the member contributed and the directory. */
    Visibility visibility(OrganizationId sender) {
        return new Visibility.Limited(Optional.of(sender), List.of());
    }

    Consumer<List<WriteIntent>> rule(OrganizationId sender, String actor) {
        Caller.Member member = new Caller.Member(sender, actor, INTAKE);
        return intents -> {
            if (!memberships.isMember(sender)) {
                throw Problem.of(ProblemKind.FORBIDDEN, "This organization is no member any more");
            }
            gate.authorize(member, intents);
        };
    }
}
