package org.consentry.gateway.web.attachment;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.consentry.gateway.attachment.AttachmentSettings;
import org.consentry.gateway.attachment.Claim;
import org.consentry.gateway.attachment.Claims;
import org.consentry.gateway.attachment.Delivery;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Passes a claimed copy on to the client. Memory is one buffer. However it ends, the claim ends with it: completed when the
 * client has the last byte, or given back with how far it came.
 */
@Component
class OneTimeFetch implements SmartLifecycle {
    private static final int BUFFER = 64 * 1024;

    /** After the container has stopped taking requests, and while there still is a database. */
    private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 8 * 1024;

    private static final Duration STOPPING = Duration.ofSeconds(5);

    private final Claims claims;
    private final Duration renewAfter;
    private final Set<Farewell> leaving = ConcurrentHashMap.newKeySet();
    private volatile boolean running;

    OneTimeFetch(Claims claims, AttachmentSettings settings) {
        this.claims = claims;
        this.renewAfter = settings.lease().dividedBy(3);
    }

    @Override
    public void start() {
        running = true;
    }

    /** Puts down what has been sent: a lease that is left behind would let the same bytes be fetched once more. */
    @Override
    public void stop() {
        running = false;
        leaving.forEach(Farewell::hurry);
        CompletableFuture.allOf(leaving.stream().map(Farewell::settled).toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, STOPPING.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    /** The headers of a whole copy. */
    static void describe(Delivery delivery, HttpServletResponse response) {
        response.setContentType("application/octet-stream");
        response.setContentLengthLong(delivery.content().sealedSize());
        response.setHeader("ETag", "\"" + delivery.staged().orElseThrow().etag() + "\"");
        response.setHeader("Accept-Ranges", "bytes");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("X-Content-Type-Options", "nosniff");
        // A proxy that takes everything at once would hide from us whether the client got it.
        response.setHeader("X-Accel-Buffering", "no");
        response.setHeader("Content-Disposition", "attachment");
    }

    /** The copy from where the range begins. */
    Opening opening(ByteRange range) {
        return new Opening(delivery -> claims.ciphertext(delivery, first(range)));
    }

    private static long first(ByteRange range) {
        return range instanceof ByteRange.Part part ? part.first() : 0;
    }

    void send(
            Claim.Granted claim,
            ByteRange range,
            Opening opening,
            HttpServletRequest request,
            HttpServletResponse response) {
        long size = claim.delivery().content().sealedSize();
        long first = first(range);
        long last = range instanceof ByteRange.Part part ? part.last() : size - 1;
        Progress progress = new Progress(claim, first, last + 1);
        try (InputStream copy = opening.taken()) {
            describe(claim.delivery(), response);
            if (range instanceof ByteRange.Part) {
                response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
                response.setContentLengthLong(last - first + 1);
                response.setHeader("Content-Range", "bytes " + first + "-" + last + "/" + size);
            }
            if (last == size - 1) {
                response.setHeader("Connection", "close");
                progress.pass(copy, response.getOutputStream(), () -> Farewell.after(request, response));
            } else {
                progress.pass(copy, response.getOutputStream(), () -> null);
            }
        } catch (IOException broken) {
            // Part of the content is on its way: nothing may follow it. The container ends a response that is too short
            // by closing the connection, which tells the client.
            if (!response.isCommitted()) {
                response.reset();
                throw Problem.of(ProblemKind.BUSY, "The attachment store is not available; try again");
            }
        } finally {
            progress.end(size);
        }
    }

    /** What waits for the client after the last byte of the copy. */
    private interface Leaving {
        @Nullable
        Farewell ask() throws IOException;
    }

    /** How far one fetch has come. */
    private final class Progress {
        private final Claim.Granted claim;
        private final long end;
        private long at;
        private long renewed = System.nanoTime();
        private @Nullable Farewell farewell;

        Progress(Claim.Granted claim, long at, long end) {
            this.claim = claim;
            this.at = at;
            this.end = end;
        }

        /** @param leaving asked just before the last bytes are written */
        void pass(InputStream copy, OutputStream out, Leaving leaving) throws IOException {
            byte[] buffer = new byte[BUFFER];
            long passed = at;
            while (passed < end) {
                int count = copy.read(buffer, 0, (int) Math.min(BUFFER, end - passed));
                if (count < 0) {
                    throw new IOException("the stored copy is shorter than it should be");
                }
                if (passed + count == end) {
                    farewell = leaving.ask();
                }
                out.write(buffer, 0, count);
                passed += count;
                if (passed < end) {
                    at = passed;
                    keepClaim();
                }
            }
            // Only what has left this process counts as sent; the last bytes may still stand in a buffer here.
            out.flush();
            at = passed;
        }

        /** Whether the client has the last byte shows when its connection ends. */
        void end(long size) {
            Farewell waiting = farewell;
            if (at == size && waiting != null) {
                leaving.add(waiting);
                CompletableFuture<Void> unused = waiting.settled().thenRun(() -> leaving.remove(waiting));
                waiting.then(received -> {
                    if (received) {
                        claims.complete(claim);
                    } else {
                        claims.release(claim, at);
                    }
                });
            } else {
                claims.release(claim, at);
            }
        }

        private void keepClaim() throws IOException {
            if (System.nanoTime() - renewed > renewAfter.toNanos()) {
                if (!claims.renew(claim)) {
                    throw new IOException("the claim was lost");
                }
                renewed = System.nanoTime();
            }
        }
    }
}
