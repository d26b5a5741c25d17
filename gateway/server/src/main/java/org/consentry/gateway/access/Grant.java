package org.consentry.gateway.access;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.identity.OrganizationId;

/**
 * What one patient granted to one organization: the machine's form of an active Consent.
 *
 * @param reader the organization that asked, on whose account everything under the grant is done
 * @param actors references of those for whom it was granted, when not for the organization as such: practitioners, care
 *     teams, groups, networks
 * @param account the patient's subject at the identity provider, through which the grant can be revoked there
 * @param purposes codes of v3-ActReason; at least one
 * @param actions what may be done
 * @param permitted the part of the record it opens; at least one type
 * @param except parts that stay closed
 * @param starts from this instant on
 * @param ends up to but not including this instant
 */
public record Grant(
        String consentId,
        String patientId,
        OrganizationId reader,
        Set<String> actors,
        String account,
        Set<String> purposes,
        Set<GrantedAction> actions,
        Slice permitted,
        List<Slice> except,
        Instant starts,
        Instant ends) {
    public Grant {
        actors = Set.copyOf(actors);
        purposes = Set.copyOf(purposes);
        actions = Set.copyOf(actions);
        except = List.copyOf(except);
        if (purposes.isEmpty() || permitted.types().isEmpty() || actions.isEmpty()) {
            throw new IllegalArgumentException("a grant names purposes, types and actions");
        }
    }

    /** A grant to an organization, told by types, source and days; {@code withheld} are codes of meta.security. */
    public Grant(
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
        this(
                consentId,
                patientId,
                reader,
                Set.of(),
                account,
                purposes,
                actions,
                new Slice(types, Set.of(), Set.of(), Set.of(), Set.of(), source, from, to),
                Window.withheld(withheld),
                starts,
                ends);
    }

    /** Whether it is in force at an instant; the end itself is outside. */
    public boolean covers(Instant instant) {
        return !instant.isBefore(starts) && instant.isBefore(ends);
    }

    /**
     * Whether it was given for all of these purposes; for whatever purpose when none is stated. Who says "treatment and
     * research" asks for research, too.
     */
    public boolean serves(Set<String> stated) {
        return purposes.containsAll(stated);
    }

    /**
     * Whether it lets its reader make this change. A change can only be held against types: a grant that opens a part
     * of a type does not let anybody write that type.
     */
    boolean permits(GrantedAction action, String type) {
        return actions.contains(action)
                && permitted.types().contains(type)
                && permitted.isWholeTypes()
                && except.stream()
                        .noneMatch(slice ->
                                slice.types().isEmpty() || slice.types().contains(type));
    }

    /** What the reader sees of the record through it. */
    public Window window() {
        return new Window(patientId, permitted, except, consentId, purposes);
    }
}
