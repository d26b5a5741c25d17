package org.consentry.mappers.hl7v2;

import org.consentry.mappers.hl7v2.er7.Segment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.InstantType;
import org.jspecify.annotations.Nullable;

/**
 * The message's transaction. {@code Bundle.timestamp} is the time of the event (EVN-2, else MSH-7) so that the receiver
 * can refuse to let an older event overwrite a newer one.
 */
final class Transactions {

    private Transactions() {}

    static Bundle bundle(Mapping mapping, @Nullable Segment evn) {
        InstantType event = evn == null ? null : mapping.times.instant(evn.text(2));
        return mapping.entries.bundle(event != null ? event : mapping.times.instant(mapping.header.time()));
    }
}
