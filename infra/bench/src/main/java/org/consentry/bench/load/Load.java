package org.consentry.bench.load;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Closed-loop load: every client has one connection and one request on its way. What happens in the warm-up is not
 * counted.
 *
 * @param base the FHIR base URL without a slash at the end
 */
public record Load(URI base, Tokens tokens, int clients, Duration warmUp, Duration measured) {
    /** The kind that several kinds make together. */
    public static final String ALL = "all";

    /** Where bearer tokens come from; empty text for a server that wants none. */
    public interface Tokens {
        String token() throws IOException, InterruptedException;
    }

    /** What one client does again and again. */
    public interface Work {
        /** Does one thing and tells of it; false when there is nothing left to do. */
        boolean next(Session session) throws IOException, InterruptedException;
    }

    /** One client's connection, randomness and notes. Used by one thread. */
    public static final class Session {
        private final Wire wire;
        private final Tokens tokens;
        private final SplittableRandom random;
        private final Map<String, Samples> samples = new TreeMap<>();
        private boolean counting;

        Session(Wire wire, Tokens tokens, long seed) {
            this.wire = wire;
            this.tokens = tokens;
            this.random = new SplittableRandom(seed);
        }

        public SplittableRandom random() {
            return random;
        }

        /** A bearer token for what is not sent by this session; empty where none is asked for. */
        public String token() throws IOException, InterruptedException {
            return tokens.token();
        }

        /** Sends a request and notes how long it took. */
        public Wire.Answer send(String kind, String method, String path, byte[] body, long units)
                throws IOException, InterruptedException {
            String token = tokens.token();
            long begin = System.nanoTime();
            Wire.Answer answer = wire.send(method, path, token, body);
            long elapsed = System.nanoTime() - begin;
            note(kind, elapsed, units, answer.isFine());
            return answer;
        }

        /** Notes something that was sent over another line than HTTP, and took so many nanoseconds. */
        public void note(String kind, long elapsed, long units, boolean fine) {
            if (counting) {
                samples.computeIfAbsent(kind, k -> new Samples()).add(elapsed, fine ? units : 0, fine);
            }
        }
    }

    /** A session outside of any measurement, for looking around. */
    public Session unmeasured() {
        return new Session(new Wire(base), tokens, 1);
    }

    /** Runs until the time is over or no client has anything left to do. */
    public List<Measurement> run(Work work) throws InterruptedException {
        // Without a warm-up the very first request counts; its client may be quicker than this thread.
        AtomicBoolean counting = new AtomicBoolean(warmUp.isZero());
        AtomicBoolean over = new AtomicBoolean();
        List<Future<Session>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
            for (int i = 0; i < clients; i++) {
                Session session = new Session(new Wire(base), tokens, i);
                running.add(threads.submit(() -> loop(session, work, counting, over)));
            }
            pause(warmUp, running);
            long begin = System.nanoTime();
            counting.set(true);
            pause(measured, running);
            over.set(true);
            Map<String, Samples> all = new TreeMap<>();
            for (Future<Session> each : running) {
                finished(each).samples.forEach((kind, samples) -> all.computeIfAbsent(kind, k -> new Samples())
                        .addAll(samples));
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            if (all.size() > 1) {
                Samples together = new Samples();
                all.values().forEach(together::addAll);
                all.put(ALL, together);
            }
            return all.entrySet().stream()
                    .map(each -> Measurement.of(each.getKey(), clients, seconds, each.getValue()))
                    .toList();
        }
    }

    private static Session loop(Session session, Work work, AtomicBoolean counting, AtomicBoolean over)
            throws IOException, InterruptedException {
        try {
            boolean more = true;
            while (more && !over.get()) {
                session.counting = counting.get();
                more = work.next(session);
            }
        } finally {
            session.wire.close();
        }
        return session;
    }

    private static void pause(Duration time, List<Future<Session>> running) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end && !running.stream().allMatch(Future::isDone)) {
            Thread.sleep(1);
        }
    }

    private static Session finished(Future<Session> session) throws InterruptedException {
        try {
            return session.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a client failed: " + e.getCause(), e);
        }
    }
}
