package org.consentry.gateway.attachment;

import org.consentry.gateway.identity.OrganizationId;

/** Told when a spent URI is used again: a copy of it may have got into wrong hands. MUST NOT throw. */
public interface ReuseAlarm {
    void reused(String deliveryId, OrganizationId recipient);
}
