package org.consentry.gateway.attachment;

import java.time.Instant;

/**
 * What a recipient is told of a delivery without asking for it.
 *
 * @param document the record it is attached to, as a reference
 * @param size of the content in bytes
 */
public record DeliveryNotice(
        String id,
        Delivery.State state,
        String document,
        String patientId,
        String consentId,
        String contentType,
        long size,
        Instant announced) {}
