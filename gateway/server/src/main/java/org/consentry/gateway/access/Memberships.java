package org.consentry.gateway.access;

import java.util.List;
import org.consentry.gateway.identity.OrganizationId;

/** Who belongs where, as the store says at this moment. */
public interface Memberships {
    /** What precedes an organization's reference in the key of its practitioners' roles. */
    String ROLE = "role:";

    /** What precedes the place where somebody is switched off: an organization's reference, or {@link #EVERYWHERE}. */
    String OFF = "off:";

    /** Where whoever the authority switched off has no access. */
    String EVERYWHERE = "everywhere";

    /**
     * Whether the practitioner acts for that organization; who was never given a role there is not stopped, whose role was
     * taken back or who is switched off is.
     */
    boolean isActive(Reader reader);

    /** {@link #isActive}, for another statement to ask. */
    Supposition active(Reader reader);

    /** Whether an organization is a member still; at most {@code 100 ms} late on another node than the one that knows. */
    boolean isMember(OrganizationId organization);

    /** The organizations that gave the practitioner a role, now. */
    List<OrganizationId> organizationsOf(String practitionerId);

    /** What was remembered is forgotten: something has been written. */
    void changed();

    /** Whether the reader belongs to a group, care team or network now; {@code group} is its reference. */
    boolean belongs(Reader reader, String group);
}
