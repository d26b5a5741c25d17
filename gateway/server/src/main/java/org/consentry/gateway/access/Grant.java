package org.consentry.gateway.access;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.identity.OrganizationId;

/**
 * What one patient granted to one organization: the machine's form of an active Consent.
 *
 * @param account the patient's subject at the identity provider, through which the grant can be revoked there
 * @param purposes codes of v3-ActReason; at least one
 * @param types resource types; at least one
 * @param actions what may be done
 * @param from first day of clinical dates, when limited
 * @param to last day of clinical dates, when limited
 * @param withheld codes of {@code meta.security} that stay hidden
 * @param starts from this instant on
 * @param ends up to but not including this instant
 */
public record Grant(
        String consentId,
        String patientId,
        OrganizationId reader,
        String account,
        Set<String> purposes,
        Set<String> types,
        Set<GrantedAction> actions,
        Optional<OrganizationId> source,
        Optional<LocalDate> from,
        Optional<LocalDate> to,
        Set<String> withheld,
        Instant starts,
        Instant ends) {
    public Grant {
        purposes = Set.copyOf(purposes);
        types = Set.copyOf(types);
        actions = Set.copyOf(actions);
        withheld = Set.copyOf(withheld);
        if (purposes.isEmpty() || types.isEmpty() || actions.isEmpty()) {
            throw new IllegalArgumentException("a grant names purposes, types and actions");
        }
    }

    /** Whether it is in force at an instant; the end itself is outside. */
    public boolean covers(Instant instant) {
        return !instant.isBefore(starts) && instant.isBefore(ends);
    }

    /** What the reader sees of the record through it. */
    public Window window() {
        return new Window(patientId, types, source, from, to, withheld, consentId, purposes);
    }
}
