package org.consentry.gateway.web.event;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.regex.Pattern;
import org.consentry.gateway.event.Bell;
import org.consentry.gateway.event.EventAudience;
import org.consentry.gateway.event.EventAudience.Hearing;
import org.consentry.gateway.event.EventSettings;
import org.consentry.gateway.event.Events;
import org.consentry.gateway.event.Recipient;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.Scopes.Interaction;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.web.Callers;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code GET /events}. Without {@code Last-Event-ID} the stream begins now; with it, after that event; with 0, at the
 * oldest event that is kept.
 */
@RestController
class EventsController {
    private static final Pattern ID = Pattern.compile("[0-9]{1,18}");

    private final Events events;
    private final EventSettings settings;
    private final EventAudience audience;
    private final Clock clock;
    private final EventStream stream;
    private final Seats seats;

    EventsController(
            Events events,
            Bell bell,
            EventSettings settings,
            ObjectProvider<EventAudience> audience,
            ObjectProvider<Clock> clock) {
        this.events = events;
        this.settings = settings;
        this.audience = audience.getIfAvailable(EventAudience::ownEvents);
        this.clock = clock.getIfAvailable(Clock::systemUTC);
        this.stream = new EventStream(events, bell, this.audience, settings, this.clock);
        this.seats = new Seats(settings.mostStreams(), settings.mostOfPatient());
    }

    @GetMapping("/events")
    void open(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
        Recipient recipient = recipient(Callers.of(request));
        if (audience.listening(recipient) == Hearing.WITHHELD) {
            throw Problem.of(ProblemKind.FORBIDDEN, "No events for this caller");
        }
        seats.requireOne(recipient);
        long position = position(recipient, request.getHeader("Last-Event-ID"));
        Instant end = TokenLife.end(request, clock.instant(), settings.maxStream());
        response.setContentType("text/event-stream;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        // Proxies that buffer would hold events back.
        response.setHeader("X-Accel-Buffering", "no");
        if (request.getMethod().equals("HEAD")) {
            // A line that is taken over would answer with a body, which a proxy takes for the next answer.
            return;
        }
        RawLine.open(request, response, settings.writeLimit(), line -> {
            Seats.Seat taken = seats.take(recipient);
            try {
                stream.run(line, recipient, position, end);
            } finally {
                taken.leave();
            }
        });
    }

    private static Recipient recipient(Caller caller) {
        return switch (caller) {
            case Caller.Member member -> new Recipient.ToMember(member.organization());
            case Caller.PractitionerUser user -> new Recipient.ToMember(user.organization());
            case Caller.PatientUser patient -> ofPatient(patient);
            case Caller.Analyst none -> throw noStream();
            case Caller.Auditor none -> throw noStream();
            case Caller.Operator none -> throw noStream();
        };
    }

    /** What is told is about consents and what they opened: an app hears it with a scope for them. */
    private static Recipient ofPatient(Caller.PatientUser patient) {
        if (!patient.covers(Interaction.READ, "Consent")) {
            throw noStream();
        }
        return new Recipient.ToPatient(patient.patientId());
    }

    private static Problem noStream() {
        return Problem.of(ProblemKind.FORBIDDEN, "No events for this caller");
    }

    private long position(Recipient recipient, @Nullable String lastEventId) {
        long last = events.last(recipient);
        if (lastEventId == null) {
            return last;
        }
        if (!ID.matcher(lastEventId).matches() || Long.parseLong(lastEventId) > last) {
            throw Problem.at(ProblemKind.MALFORMED, "Last-Event-ID", "not an id of this stream");
        }
        return Long.parseLong(lastEventId);
    }
}
