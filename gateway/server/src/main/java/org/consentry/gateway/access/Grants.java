package org.consentry.gateway.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.statement.Part;

/**
 * The grants in force. Every request asks for the committed state, so that a revocation holds for the next request on
 * every node: by one of these questions, or by a {@link Supposition} within another statement. Methods that change join the
 * caller's transaction.
 */
public interface Grants {
    /** Adds a grant; the same consent again changes nothing. */
    void add(Grant grant);

    /** Ends one grant. @return the grant if it was in force, empty if there was nothing to end */
    Optional<Grant> revoke(String patientId, String consentId, Instant at);

    /** Grants of one account to one reader that are not revoked. */
    List<Grant> ofAccount(String account, OrganizationId reader);

    /** Grants of one account to anybody that are not revoked. */
    List<Grant> ofAccount(String account);

    /** The grant of one consent, while it is in force. */
    Optional<Grant> ofConsent(String patientId, String consentId, Instant at);

    /** Whether one consent is in force for an organization, for another statement to ask. */
    Part inForce(String patientId, String consentId, OrganizationId reader, Instant at);

    /**
     * Grants in force to a reader as its organization, in person, or by the groups and networks it belongs to at this
     * moment; of one patient when named; at most {@code limit}.
     */
    List<Grant> inForce(Reader reader, Optional<String> patientId, Instant at, int limit);

    /** Grants in force to an organization's own systems. */
    default List<Grant> inForce(OrganizationId reader, Optional<String> patientId, Instant at, int limit) {
        return inForce(Reader.of(reader), patientId, at, limit);
    }

    /** Grants to one reader in force over several patients. */
    List<Grant> held(Reader reader, Set<String> patientIds, Instant at);

    /** Takes grants whose end has come and that nobody has ended yet; each is answered to one caller only. */
    List<Grant> expire(Instant at, int limit);

    /** All grants of one patient in force. */
    List<Grant> ofPatient(String patientId, Instant at);

    /**
     * How a reader stands to one patient, by one statement.
     *
     * @param limit at most this many grants
     */
    Standing standing(Reader reader, String patientId, Instant at, int limit);

    /**
     * Whether {@link #standing} would say the same at this instant, for another statement to ask. Of a reader whose grants
     * have all ended it is never so.
     */
    Supposition unchanged(Reader reader, String patientId, Instant at, Standing standing);

    /**
     * How a reader stands to a patient.
     *
     * @param inForce as {@link Grants#inForce(Reader, Optional, Instant, int)}
     * @param ever whether it holds or ever held a grant, in force or not
     * @param rows names of what is in force, in order; a grant that is written again, whatever changes, has another
     */
    record Standing(List<Grant> inForce, boolean ever, List<String> rows) {
        public Standing {
            inForce = List.copyOf(inForce);
            rows = List.copyOf(rows);
        }
    }
}
