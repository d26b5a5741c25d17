package org.consentry.gateway.web.attachment;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import org.consentry.gateway.attachment.AttachmentSettings;
import org.consentry.gateway.attachment.Claim;
import org.consentry.gateway.attachment.Claims;
import org.consentry.gateway.attachment.Delivery;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Passes a claimed copy on to the client. Memory is one buffer. However it ends, the claim ends with it: completed when the
 * client has the last byte, or given back with how far it came.
 */
@Component
class OneTimeFetch {
    private static final int BUFFER = 64 * 1024;

    private final Claims claims;
    private final Duration renewAfter;

    OneTimeFetch(Claims claims, AttachmentSettings settings) {
        this.claims = claims;
        this.renewAfter = settings.lease().dividedBy(3);
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

    void send(Claim.Granted claim, ByteRange range, HttpServletRequest request, HttpServletResponse response) {
        long size = claim.delivery().content().sealedSize();
        long first = range instanceof ByteRange.Part part ? part.first() : 0;
        long last = range instanceof ByteRange.Part part ? part.last() : size - 1;
        Progress progress = new Progress(claim, first, last + 1);
        try (InputStream copy = claims.ciphertext(claim, first)) {
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
