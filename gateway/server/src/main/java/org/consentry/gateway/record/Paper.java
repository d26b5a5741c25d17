package org.consentry.gateway.record;

import java.util.Optional;
import org.consentry.gateway.identity.OrganizationId;

/**
 * A resource about the record, made by the gateway, that may wait before it is filed.
 *
 * @param type AuditEvent or Provenance
 * @param id made by this store for this paper, so that nothing can be there; empty: it gets one when it is filed
 * @param source becomes the row's source organization
 */
public record Paper(String type, Optional<String> id, OrganizationId source, byte[] json) {
    /** One that is known by its content alone, on the gateway's own account. */
    public static Paper unnamed(String type, byte[] json) {
        return new Paper(type, Optional.empty(), OrganizationId.AUTHORITY, json);
    }
}
