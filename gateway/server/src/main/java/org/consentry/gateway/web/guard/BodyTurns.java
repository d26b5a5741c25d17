package org.consentry.gateway.web.guard;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.consentry.gateway.Turns;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.web.Callers;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/*
 * Who reads a body waits on a thread of the container for its sender. There are two hundred threads, so one caller who sends
 * many bodies and never ends one would keep everybody else out. A caller may have half of them in this state, which is more
 * than a hospital loads its history with, and whoever is not known when the body is read (a signed notice, which is checked
 * over its bytes) a few together. A body counts from its first byte that is asked for to its last; those that come in one
 * piece hardly count at all.
 */
/** Bounds how many bodies of one caller are being waited for. */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
class BodyTurns extends OncePerRequestFilter {
    private static final int OF_ONE = 100;
    private static final int OF_NOBODY = 16;
    private static final String NOBODY = "";

    private final Turns ofOne = new Turns(OF_ONE);
    private final Turns ofNobody = new Turns(OF_NOBODY);

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getContentLengthLong() == 0 || hasNoBody(request)) {
            chain.doFilter(request, response);
            return;
        }
        String who = Callers.optional(request).map(Caller::actor).orElse(NOBODY);
        try (Place place = new Place(who)) {
            chain.doFilter(new ReadBody(request, place), response);
        }
    }

    private static boolean hasNoBody(HttpServletRequest request) {
        return request.getContentLengthLong() < 0 && request.getHeader("Transfer-Encoding") == null;
    }

    /** One body's place among those of its caller, taken by its first read. */
    private final class Place implements ReadBody.Watch, AutoCloseable {
        private final String who;
        private Optional<Turns.Turn> turn = Optional.empty();
        private boolean over;

        Place(String who) {
            this.who = who;
        }

        @Override
        public void before() {
            if (turn.isPresent() || over) {
                return;
            }
            turn = who.equals(NOBODY) ? ofNobody.take() : ofOne.take(who);
            if (turn.isEmpty()) {
                over = true;
                throw Problem.of(ProblemKind.TOO_MANY, "Too many bodies are being sent at the same time");
            }
        }

        @Override
        public void after(int count) {
            if (count < 0) {
                close();
            }
        }

        @Override
        public void close() {
            over = true;
            turn.ifPresent(Turns.Turn::close);
        }
    }
}
