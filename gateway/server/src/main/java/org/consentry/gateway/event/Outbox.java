package org.consentry.gateway.event;

import java.util.Map;

/** Where events are put down, in the transaction of the fact they tell. */
public interface Outbox {
    /**
     * Adds one event for one recipient. MUST be called inside the transaction that makes the fact true; the event is
     * delivered at least once after the commit, in order per recipient.
     *
     * @param facts ids and references only, never health data; at most 16 of at most 512 characters
     */
    void put(Recipient recipient, EventKind kind, Map<String, String> facts);
}
