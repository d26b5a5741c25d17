package org.consentry.gateway.web.attachment;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.consentry.gateway.attachment.Claim;
import org.consentry.gateway.attachment.Deliveries;
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
    private static final List<String> PREFETCH = List.of("Purpose", "Sec-Purpose", "X-Purpose", "X-Moz");

    private final Deliveries deliveries;
    private final OneTimeFetch fetch;

    ObjectsController(Deliveries deliveries, OneTimeFetch fetch) {
        this.deliveries = deliveries;
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
        boolean head = request.getMethod().equals("HEAD");
        switch (look(request, reader)) {
            case Claim.Unknown none -> throw unknown();
            case Claim.Over over -> throw Problem.of(ProblemKind.GONE, "This link has expired; ask the delivery anew");
            case Claim.InProgress other -> throw settled(request, reader, caller);
            case Claim.Spent spent -> {
                if (!head) {
                    deliveries.reused(query(request), caller);
                }
                throw spent();
            }
            case Claim.Granted free -> {
                if (head) {
                    OneTimeFetch.describe(free.delivery(), response);
                } else {
                    serve(free.delivery(), caller, request, response);
                }
            }
        }
    }

    private void serve(Delivery found, Caller caller, HttpServletRequest request, HttpServletResponse response)
            throws IOException, InterruptedException {
        ByteRange range = ByteRange.of(
                request.getHeader("Range"),
                request.getHeader("If-Range"),
                found.staged().orElseThrow().etag(),
                found.sent(),
                found.content().sealedSize());
        if (range instanceof ByteRange.Unsatisfiable) {
            response.setStatus(HttpServletResponse.SC_REQUESTED_RANGE_NOT_SATISFIABLE);
            response.setHeader("Content-Range", "bytes */" + found.content().sealedSize());
            return;
        }
        switch (deliveries.claim(found, caller)) {
            case Claim.Granted claim -> fetch.send(claim, range, response);
            default -> throw settled(request, found.recipient(), caller);
        }
    }

    /**
     * What to tell somebody who came second. The first may have sent its last byte and be about to say so, so a short
     * wait tells "spent" from "in progress".
     */
    private Problem settled(HttpServletRequest request, OrganizationId reader, Caller caller)
            throws InterruptedException {
        for (int i = 0; i < 20; i++) {
            if (look(request, reader) instanceof Claim.Spent) {
                deliveries.reused(query(request), caller);
                return spent();
            }
            Thread.sleep(25);
        }
        return Problem.of(ProblemKind.CONFLICT, "This link is being fetched by another request");
    }

    private Claim look(HttpServletRequest request, OrganizationId reader) {
        return deliveries.look(request.getRequestURI(), query(request), reader);
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

    private static Problem spent() {
        return Problem.of(ProblemKind.GONE, "This link has been used");
    }

    private static Problem unknown() {
        return Problem.of(ProblemKind.NOT_FOUND, "No such object");
    }
}
