package org.consentry.gateway.web.attachment;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.consentry.gateway.Turns;
import org.consentry.gateway.attachment.Claim;
import org.consentry.gateway.attachment.Claims;
import org.consentry.gateway.attachment.Delivery;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.web.Callers;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /objects/…}: one-time URIs. GET fetches and spends, HEAD looks, everything else is not there. The store itself
 * is not reachable from outside; this door checks the URI, claims it, and passes the bytes on.
 */
@RestController
class ObjectsController {
    private static final int TURNS = 60;
    private static final int TURN_MILLIS = 25;
    private static final double NANOS_PER_MILLI = 1e6;

    /** Each of them keeps a thread of the container. */
    private static final int MOST_WAITING = 24;

    private static final List<String> PREFETCH = List.of("Purpose", "Sec-Purpose", "X-Purpose", "X-Moz");

    private final Claims claims;
    private final OneTimeFetch fetch;
    private final Turns waiting = new Turns(MOST_WAITING);

    ObjectsController(Claims claims, OneTimeFetch fetch) {
        this.claims = claims;
        this.fetch = fetch;
    }

    @RequestMapping(
            path = "/objects/{bucket}/staging/{key}",
            method = {RequestMethod.GET, RequestMethod.HEAD})
    void open(
            @PathVariable String bucket,
            @PathVariable String key,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, InterruptedException {
        Caller caller = Callers.of(request);
        OrganizationId reader = Readers.memberOf(caller).orElseThrow(ObjectsController::unknown);
        refusePrefetch(request);
        Claim answer = attempt(request, response, reader, caller);
        // One fetches and the others wait a moment: the first may have sent its last byte and be about to say so, or
        // its connection broke and it is being given back. Either may be noticed by another node, so it is looked for.
        Optional<Turns.Turn> waits = answer instanceof Claim.InProgress ? waiting.take() : Optional.empty();
        if (waits.isPresent()) {
            try {
                answer = waited(answer, request, response, reader, caller);
            } finally {
                waits.get().close();
            }
        }
        if (!(answer instanceof Claim.Granted)) {
            throw refused(answer, request);
        }
    }

    private Claim waited(
            Claim answer,
            HttpServletRequest request,
            HttpServletResponse response,
            OrganizationId reader,
            Caller caller)
            throws InterruptedException {
        Claim last = answer;
        for (int i = 0; i < TURNS && last instanceof Claim.InProgress; i++) {
            Thread.sleep(TURN_MILLIS);
            Claim seen = look(request, reader);
            last = seen instanceof Claim.Granted ? attempt(request, response, reader, caller) : seen;
        }
        return last;
    }

    /** After a grant the response has been written. */
    private Claim attempt(
            HttpServletRequest request, HttpServletResponse response, OrganizationId reader, Caller caller) {
        boolean head = request.getMethod().equals("HEAD");
        if (!head && request.getHeader("Range") == null) {
            return fetch(request, new ByteRange.Whole(), response, reader, caller);
        }
        Claim seen = look(request, reader);
        if (!(seen instanceof Claim.Granted granted)) {
            return seen;
        }
        if (head) {
            OneTimeFetch.describe(granted.delivery(), response);
            return seen;
        }
        ByteRange range = range(request, granted.delivery());
        if (range instanceof ByteRange.Unsatisfiable) {
            response.setStatus(HttpServletResponse.SC_REQUESTED_RANGE_NOT_SATISFIABLE);
            response.setHeader(
                    "Content-Range", "bytes */" + granted.delivery().content().sealedSize());
            return seen;
        }
        return fetch(request, range, response, reader, caller);
    }

    private Claim fetch(
            HttpServletRequest request,
            ByteRange range,
            HttpServletResponse response,
            OrganizationId reader,
            Caller caller) {
        try (Opening opening = fetch.opening(range)) {
            long begin = System.nanoTime();
            Claim claim = claims.claim(request.getRequestURI(), query(request), reader, caller, opening::begin);
            if (claim instanceof Claim.Granted granted) {
                response.setHeader(
                        "Server-Timing",
                        String.format(Locale.ROOT, "claim;dur=%.2f", (System.nanoTime() - begin) / NANOS_PER_MILLI));
                fetch.send(granted, range, opening, request, response);
            }
            return claim;
        }
    }

    private static ByteRange range(HttpServletRequest request, Delivery seen) {
        return ByteRange.of(
                request.getHeader("Range"),
                request.getHeader("If-Range"),
                seen.staged().orElseThrow().etag(),
                seen.sent(),
                seen.content().sealedSize());
    }

    private Problem refused(Claim claim, HttpServletRequest request) {
        return switch (claim) {
            case Claim.Granted granted -> throw new IllegalArgumentException("not refused");
            case Claim.Unknown none -> unknown();
            case Claim.Over over -> Problem.of(ProblemKind.GONE, "This link has expired; ask the delivery anew");
            case Claim.InProgress other ->
                Problem.of(ProblemKind.CONFLICT, "This link is being fetched by another request");
            case Claim.Spent spent -> used(spent, request);
        };
    }

    /** Looking is no use. */
    private Problem used(Claim.Spent spent, HttpServletRequest request) {
        if (!request.getMethod().equals("HEAD")) {
            claims.reused(spent, Callers.of(request));
        }
        return Problem.of(ProblemKind.GONE, "This link has been used");
    }

    private Claim look(HttpServletRequest request, OrganizationId reader) {
        return claims.look(request.getRequestURI(), query(request), reader);
    }

    private static String query(HttpServletRequest request) {
        @Nullable String query = request.getQueryString();
        return query == null ? "" : query;
    }

    private static void refusePrefetch(HttpServletRequest request) {
        for (String name : PREFETCH) {
            String value = request.getHeader(name);
            if (value != null && value.toLowerCase(Locale.ROOT).matches(".*(prefetch|preview|prerender).*")) {
                throw Problem.of(ProblemKind.FORBIDDEN, "A one-time link is not fetched ahead");
            }
        }
    }

    private static Problem unknown() {
        return Problem.of(ProblemKind.NOT_FOUND, "No such object");
    }
}
