package org.consentry.gateway.event;

import java.time.Instant;
import java.util.Map;

/**
 * One event of one recipient's stream.
 *
 * @param id increases along the stream; also the {@code Last-Event-ID} after which the stream goes on
 * @param standing whether there is still something to tell
 * @param facts ids and references only; empty once the event is spent
 */
public record Event(long id, EventKind kind, Instant time, Standing standing, Map<String, String> facts) {
    /** Whether an event still speaks of something. */
    public enum Standing {
        LIVE,
        /** What it announced is used up or taken back: the stream keeps its place and tells nothing else. */
        SPENT
    }

    public Event {
        facts = Map.copyOf(facts);
    }

    /** The same place in the stream with nothing in it. */
    public Event withheld() {
        return new Event(id, kind, time, Standing.SPENT, Map.of());
    }
}
