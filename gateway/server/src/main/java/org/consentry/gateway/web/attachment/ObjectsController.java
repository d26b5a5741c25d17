package org.consentry.gateway.web.attachment;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
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
    private static final List<String> PREFETCH = List.of("Purpose", "Sec-Purpose", "X-Purpose", "X-Moz");

    private final Claims claims;
    private final OneTimeFetch fetch;

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
        if (request.getMethod().equals("HEAD")) {
            OneTimeFetch.describe(
                    granted(look(request, reader), request, reader).delivery(), response);
            return;
        }
        ByteRange range = range(request, response, reader);
        if (range instanceof ByteRange.Unsatisfiable) {
            response.setStatus(HttpServletResponse.SC_REQUESTED_RANGE_NOT_SATISFIABLE);
        } else {
            Claim claim = claims.claim(request.getRequestURI(), query(request), reader, caller);
            fetch.send(granted(claim, request, reader), range, response);
        }
    }

    /** Only a fetch that goes on has to know how far the one before came; every other means the whole. */
    private ByteRange range(HttpServletRequest request, HttpServletResponse response, OrganizationId reader)
            throws InterruptedException {
        @Nullable String ifRange = request.getHeader("If-Range");
        if (ifRange == null) {
            return new ByteRange.Whole();
        }
        Delivery found = granted(look(request, reader), request, reader).delivery();
        long size = found.content().sealedSize();
        ByteRange range = ByteRange.of(
                request.getHeader("Range"),
                ifRange,
                found.staged().orElseThrow().etag(),
                found.sent(),
                size);
        if (range instanceof ByteRange.Unsatisfiable) {
            response.setHeader("Content-Range", "bytes */" + size);
        }
        return range;
    }

    private Claim.Granted granted(Claim claim, HttpServletRequest request, OrganizationId reader)
            throws InterruptedException {
        return switch (claim) {
            case Claim.Granted granted -> granted;
            case Claim.Unknown none -> throw unknown();
            case Claim.Over over -> throw Problem.of(ProblemKind.GONE, "This link has expired; ask the delivery anew");
            case Claim.InProgress other -> throw settled(request, reader);
            case Claim.Spent spent -> throw used(spent, request);
        };
    }

    /**
     * What to tell somebody who came second. The first may have sent its last byte and be about to say so, so a short
     * wait tells "spent" from "in progress".
     */
    private Problem settled(HttpServletRequest request, OrganizationId reader) throws InterruptedException {
        for (int i = 0; i < 20; i++) {
            if (look(request, reader) instanceof Claim.Spent spent) {
                return used(spent, request);
            }
            Thread.sleep(25);
        }
        return Problem.of(ProblemKind.CONFLICT, "This link is being fetched by another request");
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
