package org.consentry.gateway.web.event;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.consentry.gateway.event.Bell;
import org.consentry.gateway.event.Event;
import org.consentry.gateway.event.EventAudience;
import org.consentry.gateway.event.EventAudience.Hearing;
import org.consentry.gateway.event.EventSettings;
import org.consentry.gateway.event.Events;
import org.consentry.gateway.event.Recipient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * One open stream: looks, tells, waits for the bell, and looks again. Any failure ends it; the client resumes where it
 * was. The grant behind an event is asked for each time it is told, also on replay.
 */
final class EventStream {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
    private static final int BATCH = 100;

    private final Events events;
    private final SharedLooks looks = new SharedLooks();
    private final Bell bell;
    private final EventAudience audience;
    private final EventSettings settings;
    private final Clock clock;

    EventStream(Events events, Bell bell, EventAudience audience, EventSettings settings, Clock clock) {
        this.events = events;
        this.bell = bell;
        this.audience = audience;
        this.settings = settings;
        this.clock = clock;
    }

    /** Tells the recipient everything after {@code position} until {@code end}, then closes the line. */
    void run(Line line, Recipient recipient, long position, Instant end) {
        looks.enter(recipient.key());
        try (line;
                Bell.Ear ear = bell.ear(recipient)) {
            line.send(Frames.opening(position, settings.retry()));
            long told = position;
            while (mayGoOn(recipient, end)) {
                told = tellAll(line, recipient, ear, told, end);
                if (!ear.await(silence(end).toMillis(), TimeUnit.MILLISECONDS)) {
                    line.send(Frames.heartbeat());
                    // Nothing rang: stay asleep over the database and only look at the clock and the audience.
                    while (mayGoOn(recipient, end) && !ear.await(silence(end).toMillis(), TimeUnit.MILLISECONDS)) {
                        line.send(Frames.heartbeat());
                    }
                }
            }
        } catch (IOException e) {
            LOG.atDebug().log("event stream left by its client");
        } catch (DataAccessException e) {
            LOG.atWarn().addKeyValue("cause", e.getClass().getSimpleName()).log("event stream ended");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            looks.leave(recipient.key());
        }
    }

    private boolean mayGoOn(Recipient recipient, Instant end) {
        return clock.instant().isBefore(end) && audience.listening(recipient) == Hearing.ADMITTED;
    }

    private Duration silence(Instant end) {
        Duration left = Duration.between(clock.instant(), end);
        Duration wait = left.compareTo(settings.heartbeat()) < 0 ? left : settings.heartbeat();
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    private long tellAll(Line line, Recipient recipient, Bell.Ear ear, long position, Instant end) throws IOException {
        long told = position;
        List<Event> batch;
        do {
            batch = look(recipient, ear, told);
            if (!batch.isEmpty()) {
                line.send(Frames.of(
                        batch.stream().map(each -> admitted(recipient, each)).toList()));
                told = batch.getLast().id();
            }
        } while (batch.size() == BATCH && mayGoOn(recipient, end));
        return told;
    }

    private List<Event> look(Recipient recipient, Bell.Ear ear, long after) {
        return looks.after(recipient.key(), after, ear.rings(), () -> events.after(recipient, after, BATCH));
    }

    private Event admitted(Recipient recipient, Event event) {
        return switch (audience.telling(recipient, event)) {
            case ADMITTED -> event;
            case WITHHELD -> event.withheld();
        };
    }
}
