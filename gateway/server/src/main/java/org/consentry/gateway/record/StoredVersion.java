package org.consentry.gateway.record;

import java.time.Instant;
import java.util.Optional;
import org.consentry.gateway.identity.OrganizationId;

/**
 * One version of one resource, as its bytes.
 *
 * @param version 1 for the first
 * @param updated when the version was written, in milliseconds
 * @param change how the version came to be
 * @param patientId logical id of the patient the resource concerns; absent for directory resources
 * @param source the organization that contributed the resource
 * @param json minified UTF-8 JSON with {@code id} and {@code meta} as the server set them; empty when deleted
 */
public record StoredVersion(
        ResourceId id,
        long version,
        Instant updated,
        Change change,
        Optional<String> patientId,
        OrganizationId source,
        byte[] json) {
    /** How a version came to be. */
    public enum Change {
        CREATED,
        UPDATED,
        DELETED
    }

    /** Whether an update made it under an id that the client chose: what a create makes has an id of the store's. */
    public boolean isNamedByClient() {
        return change == Change.CREATED && (version > 1 || !LogicalIds.isGiven(id.id(), updated));
    }

    /** As {@code Type/id/_history/version}. */
    public String versionedReference() {
        return id.reference() + "/_history/" + version;
    }
}
