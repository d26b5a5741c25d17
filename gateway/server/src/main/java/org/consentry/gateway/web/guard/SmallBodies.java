package org.consentry.gateway.web.guard;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Bounds the body of every request but those of the FHIR and intake doors, which have bounds of their own: what reads a body
 * whole before it knows its sender, as a signed notice has to, must not be made to read for ever.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class SmallBodies extends OncePerRequestFilter {
    private static final int MOST = 1024 * 1024;
    private static final List<String> OTHERS = List.of("/fhir", "/intake/");

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return OTHERS.stream().anyMatch(request.getRequestURI()::startsWith);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getContentLengthLong() > MOST) {
            response.sendError(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
        } else {
            chain.doFilter(new ReadBody(request, new Bound()), response);
        }
    }

    private static final class Bound implements ReadBody.Watch {
        private int left = MOST;

        @Override
        public void before() {
            // What is read is bounded, however often.
        }

        @Override
        public void after(int count) {
            left -= Math.max(count, 0);
            if (left < 0) {
                throw Problem.of(ProblemKind.TOO_LARGE, "A body may have at most " + MOST + " bytes here");
            }
        }
    }
}
