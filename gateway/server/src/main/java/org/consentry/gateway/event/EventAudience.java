package org.consentry.gateway.event;

/**
 * Decides, each time anew, whether a recipient may still be told. A bean of this type replaces the default, by which
 * a recipient hears everything that was put down for it. Called on every wake of every stream: answers MUST be
 * cheap, and MUST be withheld when the deciding facts cannot be read.
 */
public interface EventAudience {
    /** Whether one may be told. */
    enum Hearing {
        ADMITTED,
        WITHHELD
    }

    /** Whether the recipient may listen at all; when withheld, open streams end. */
    Hearing listening(Recipient recipient);

    /** Whether this event may be told now; when withheld, the stream carries a tombstone in its place. */
    Hearing telling(Recipient recipient, Event event);

    /** Everybody hears their own events. */
    static EventAudience ownEvents() {
        return new EventAudience() {
            @Override
            public Hearing listening(Recipient recipient) {
                return Hearing.ADMITTED;
            }

            @Override
            public Hearing telling(Recipient recipient, Event event) {
                return Hearing.ADMITTED;
            }
        };
    }
}
