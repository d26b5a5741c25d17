package org.consentry.gateway.web.guard;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.web.Callers;
import org.jspecify.annotations.Nullable;
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

    private final ConcurrentHashMap<String, Integer> taken = new ConcurrentHashMap<>();

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getContentLengthLong() == 0 || hasNoBody(request)) {
            chain.doFilter(request, response);
            return;
        }
        String who = Callers.optional(request).map(Caller::actor).orElse(NOBODY);
        try (Turn turn = new Turn(who)) {
            chain.doFilter(new Waiting(request, turn), response);
        }
    }

    private static boolean hasNoBody(HttpServletRequest request) {
        return request.getContentLengthLong() < 0 && request.getHeader("Transfer-Encoding") == null;
    }

    /** One body's place among those of its caller, taken by its first read. */
    private final class Turn implements AutoCloseable {
        private final String who;
        private boolean held;
        private boolean over;

        Turn(String who) {
            this.who = who;
        }

        void begin() {
            if (held || over) {
                return;
            }
            int most = who.equals(NOBODY) ? OF_NOBODY : OF_ONE;
            int now = taken.merge(who, 1, Integer::sum);
            held = true;
            if (now > most) {
                close();
                throw Problem.of(ProblemKind.TOO_MANY, "Too many bodies are being sent at the same time");
            }
        }

        @Override
        public void close() {
            over = true;
            if (held) {
                held = false;
                taken.computeIfPresent(who, (name, count) -> count > 1 ? Integer.valueOf(count - 1) : null);
            }
        }
    }

    private static final class Waiting extends HttpServletRequestWrapper {
        private final Turn turn;
        private @Nullable ServletInputStream body;

        Waiting(HttpServletRequest request, Turn turn) {
            super(request);
            this.turn = turn;
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            if (body == null) {
                body = new Counted(super.getInputStream(), turn);
            }
            return body;
        }

        @Override
        public BufferedReader getReader() throws IOException {
            return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
        }
    }

    private static final class Counted extends ServletInputStream {
        private final ServletInputStream in;
        private final Turn turn;

        Counted(ServletInputStream in, Turn turn) {
            this.in = in;
            this.turn = turn;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            turn.begin();
            int count = in.read(bytes, offset, length);
            if (count < 0) {
                turn.close();
            }
            return count;
        }

        @Override
        public boolean isFinished() {
            return in.isFinished();
        }

        @Override
        public boolean isReady() {
            return in.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            in.setReadListener(listener);
        }
    }
}
