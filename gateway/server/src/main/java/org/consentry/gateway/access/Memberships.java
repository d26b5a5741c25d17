package org.consentry.gateway.access;

/** Who belongs where, as the store says at this moment. */
public interface Memberships {
    /** What precedes an organization's reference in the key of its practitioners' roles. */
    String ROLE = "role:";

    /** Whether the practitioner acts for that organization; who was never given a role there is not stopped. */
    boolean isActive(Reader reader);

    /** Whether the reader belongs to a group, care team or network now; {@code group} is its reference. */
    boolean belongs(Reader reader, String group);
}
