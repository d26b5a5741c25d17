package org.consentry.gateway.web.attachment;

import java.util.Optional;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;

/** Which member a caller fetches for. */
final class Readers {
    private Readers() {}

    static Optional<OrganizationId> memberOf(Caller caller) {
        return switch (caller) {
            case Caller.Member member -> Optional.of(member.organization());
            case Caller.PractitionerUser user -> Optional.of(user.organization());
            case Caller.PatientUser none -> Optional.empty();
            case Caller.Analyst none -> Optional.empty();
            case Caller.Auditor none -> Optional.empty();
            case Caller.Operator none -> Optional.empty();
        };
    }
}
