package org.consentry.gateway.intake;

import org.consentry.gateway.identity.OrganizationId;

/**
 * Who hands something in.
 *
 * @param organization the member whose record it joins
 * @param actor the account or line it came by, as the audit trail names it
 */
public record Sender(OrganizationId organization, String actor) {}
