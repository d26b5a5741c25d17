package org.consentry.gateway.access;

import java.util.Optional;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.identity.Scopes.Interaction;

/**
 * One change a caller asks for, with what the store knows about its target.
 *
 * @param interaction CREATE, UPDATE or DELETE; an update of what is not there is a CREATE with an id
 * @param type the resource type
 * @param id the logical id, when the caller named one or a condition matched one
 * @param current who contributed the row that is there now, and its patient; empty when nothing is there
 * @param patientId the patient the new content concerns; empty for directory resources and deletes
 * @param moves whether what has this id now, or had it before it was deleted, is with another patient or with none
 */
public record WriteIntent(
        Interaction interaction,
        String type,
        Optional<String> id,
        Optional<Current> current,
        Optional<String> patientId,
        boolean moves) {
    /** Why nothing is added to a record: the same words whether it is closed or there is none. */
    public static final String NOT_TO_ADD = "No consent lets this member add to that record, or there is none";

    /** What the current row says about itself. */
    public record Current(OrganizationId source, Optional<String> patientId) {}
}
