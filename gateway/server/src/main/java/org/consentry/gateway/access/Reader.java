package org.consentry.gateway.access;

import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;

/**
 * Who reads under grants: an organization, and the person who acts for it, when a person does.
 *
 * @param practitioner logical id of the Practitioner
 */
public record Reader(OrganizationId organization, Optional<String> practitioner) {
    /** An organization's own system. */
    public static Reader of(OrganizationId organization) {
        return new Reader(organization, Optional.empty());
    }

    /** The reader a caller is; empty for callers to whom nobody grants. */
    public static Optional<Reader> of(Caller caller) {
        return switch (caller) {
            case Caller.Member member -> Optional.of(of(member.organization()));
            case Caller.PractitionerUser user ->
                Optional.of(new Reader(user.organization(), Optional.of(user.practitionerId())));
            default -> Optional.empty();
        };
    }

    /** The references under which it can be an actor of a grant or a member of a group. */
    public Set<String> references() {
        return practitioner
                .map(id -> Set.of(organization.reference(), "Practitioner/" + id))
                .orElseGet(() -> Set.of(organization.reference()));
    }
}
