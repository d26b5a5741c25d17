package org.consentry.gateway.record;

import java.util.Optional;
import org.consentry.gateway.identity.OrganizationId;

/**
 * A resource about the record, made by the gateway, that may wait before it is filed.
 *
 * @param type AuditEvent or Provenance
 * @param id made by this store for this paper, so that nothing can be there; empty: it gets one when it is filed
 * @param source becomes the row's source organization
 * @param about the patient, by logical id, if nobody else will ever see it: it is filed when that patient looks, or late
 */
public record Paper(String type, Optional<String> id, OrganizationId source, byte[] json, Optional<String> about) {
    /** One that is filed soon. */
    public Paper(String type, Optional<String> id, OrganizationId source, byte[] json) {
        this(type, id, source, json, Optional.empty());
    }

    /** One that is known by its content alone, on the gateway's own account. */
    public static Paper unnamed(String type, byte[] json) {
        return new Paper(type, Optional.empty(), OrganizationId.AUTHORITY, json);
    }

    /** An AuditEvent on the gateway's own account, about a patient's record or nobody's. */
    public static Paper event(Optional<String> about, byte[] json) {
        return new Paper("AuditEvent", Optional.empty(), OrganizationId.AUTHORITY, json, about);
    }
}
