package org.consentry.gateway.web.event;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.consentry.gateway.event.Event;
import org.jspecify.annotations.Nullable;

/**
 * What one stream of a recipient has just seen, for the others that wait at the same place: one ring wakes them all, and one look
 * answers them all.
 *
 * <p>A look is shared only with streams that had heard no ring which the looker had not heard before it began: whatever such
 * a ring announced had been committed by then, so they would see nothing more by themselves. Shared is what the store holds,
 * and not whether the recipient may be told: that is asked for each stream when it tells.
 */
final class SharedLooks {
    /** @param rings that had been heard before the look began */
    private record Look(long after, long rings, List<Event> events) {}

    private static final class Place {
        private final ReentrantLock lock = new ReentrantLock();
        private int streams;
        private volatile @Nullable Look latest;
    }

    private final Map<String, Place> places = new ConcurrentHashMap<>();

    /** A stream of this recipient begins. */
    void enter(String recipient) {
        places.compute(recipient, (key, there) -> {
            Place place = there == null ? new Place() : there;
            place.streams++;
            return place;
        });
    }

    /** It ends. */
    void leave(String recipient) {
        places.computeIfPresent(recipient, (key, place) -> --place.streams == 0 ? null : place);
    }

    /**
     * What comes after an event.
     *
     * @param rings how many the stream has heard, asked before this call
     * @param look asks the store
     */
    List<Event> after(String recipient, long id, long rings, Supplier<List<Event>> look) {
        Place place = places.get(recipient);
        if (place == null) {
            throw new IllegalStateException("a stream looks between its beginning and its end");
        }
        List<Event> seen = seen(place, id, rings);
        if (seen != null) {
            return seen;
        }
        place.lock.lock();
        try {
            List<Event> meanwhile = seen(place, id, rings);
            if (meanwhile != null) {
                return meanwhile;
            }
            List<Event> events = List.copyOf(look.get());
            place.latest = new Look(id, rings, events);
            return events;
        } finally {
            place.lock.unlock();
        }
    }

    private static @Nullable List<Event> seen(Place place, long id, long rings) {
        Look latest = place.latest;
        return latest != null && latest.after() == id && latest.rings() >= rings ? latest.events() : null;
    }
}
