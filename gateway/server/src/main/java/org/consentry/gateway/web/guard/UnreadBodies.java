package org.consentry.gateway.web.guard;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

/*
 * What is left of a body when its request has been answered.
 *
 * Tomcat reads the rest of it, to find the next request behind it, and waits on a thread of the container for as long as the
 * sender gives a byte in twenty seconds: two hundred such bodies from nobody at all, each refused with 401, and no door
 * answers anybody. Here the answer goes out first; then the rest may come for a moment, so that a sender that is in the
 * middle of it can read the answer; then the line is closed.
 */
/** Closes the line of whoever does not send the rest of a body that nobody wants. */
final class UnreadBodies extends ValveBase {
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final long LOOK_EVERY_MILLIS = 5;
    private static final long MOST = 2L * 1024 * 1024;

    UnreadBodies() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        getNext().invoke(request, response);
        org.apache.coyote.Request body = request.getCoyoteRequest();
        if (request.isAsync() || body.isFinished() || (response.isError() && body.hasExpectation())) {
            return;
        }
        response.finishResponse();
        if (!comes(body)) {
            body.action(ActionCode.DISABLE_SWALLOW_INPUT, null);
        }
    }

    /** Whether the rest comes at once; nothing here waits for a sender on its own. */
    private static boolean comes(org.apache.coyote.Request body) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Thrown thrown = new Thrown();
        while (!body.isFinished()) {
            body.action(ActionCode.AVAILABLE, true);
            if (body.getAvailable() > 0) {
                if (body.doRead(thrown) < 0) {
                    return true;
                }
            } else {
                pause();
            }
            if (thrown.bytes > MOST || System.nanoTime() > end) {
                return false;
            }
        }
        return true;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Keeps nothing of what comes. */
    private static final class Thrown implements ApplicationBufferHandler {
        private ByteBuffer last = ByteBuffer.allocate(0);
        private long bytes;

        @Override
        public void setByteBuffer(ByteBuffer buffer) {
            bytes += buffer.remaining();
            last = buffer;
        }

        @Override
        public ByteBuffer getByteBuffer() {
            return last;
        }

        @Override
        public void expand(int size) {
            // It is not kept.
        }
    }
}
