package org.consentry.gateway.event;

import java.util.List;

/** The events of every recipient, to be replayed. All methods may be called at the same time. */
public interface Events {
    /** Events after an id, oldest first: at most {@code limit}, 1 to 1000. */
    List<Event> after(Recipient recipient, long id, int limit);

    /** The id of the recipient's newest event; 0 when there has been none. */
    long last(Recipient recipient);

    /**
     * Empties an event whose fact {@code delivery} has this value and marks it spent. Joins the caller's transaction;
     * burying what is not there changes nothing.
     */
    void buryDelivery(Recipient recipient, String delivery);
}
