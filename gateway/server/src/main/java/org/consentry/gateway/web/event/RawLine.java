package org.consentry.gateway.web.event;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SSLSupport;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;

/*
 * Thousands of streams are open at the same time, and what one costs while it waits decides how many.
 *
 * A request that stays open keeps everything the container has for a request: the header of 8 kB it came with, buffers
 * of bytes and characters for a body that it does not have and for one that is written in small pieces; with the caller's
 * token that is 100 kB, and 10,000 streams are more than a heap of 1 GB. So the connection is taken out of the request:
 * status and header go out as usual, then the way by which the container changes protocols leaves us the bare connection,
 * as it does for its web sockets, and it has its request objects back for the next client. No protocol is changed, the
 * status is 200 and not 101; the body ends with the connection ("Connection: close", RFC 9112, section 6.3), as an event
 * stream may.
 *
 * A client that does not read is ended by a time-out of this connection alone. Only the stream's own thread writes; a
 * blocked one keeps no platform thread.
 */
final class RawLine implements Line {
    private final SocketWrapperBase<?> connection;

    private RawLine(SocketWrapperBase<?> connection) {
        this.connection = connection;
    }

    /**
     * What is done with a line.
     *
     * @param writeLimit how long a client may leave bytes unread
     * @param body runs on a thread of its own, and closes the line
     */
    private record Terms(Duration writeLimit, Consumer<Line> body) {}

    /** Sends status 200 and the header, then runs the body on a thread of its own. The response MUST NOT be committed. */
    static void open(HttpServletRequest request, HttpServletResponse response, Duration writeLimit, Consumer<Line> body)
            throws IOException, ServletException {
        request.upgrade(Handover.class).terms.complete(new Terms(writeLimit, body));
        response.setStatus(HttpServletResponse.SC_OK);
        response.setHeader("Connection", "close");
        // Sent before the container looks at an empty body and announces its length.
        response.flushBuffer();
    }

    @Override
    public void send(byte[] bytes) throws IOException {
        connection.write(true, bytes, 0, bytes.length);
        connection.flush(true);
    }

    @Override
    public void close() {
        connection.close();
    }

    /** Made by the container, which gives it the connection once the header is on its way. */
    public static final class Handover implements InternalHttpUpgradeHandler {
        private final CompletableFuture<Terms> terms = new CompletableFuture<>();
        private final CompletableFuture<SocketWrapperBase<?>> connection = new CompletableFuture<>();

        @Override
        public void setSocketWrapper(SocketWrapperBase<?> wrapper) {
            connection.complete(wrapper);
        }

        @Override
        public void init(WebConnection unused) {
            Terms agreed = terms.resultNow();
            SocketWrapperBase<?> wrapper = connection.resultNow();
            wrapper.setReadTimeout(-1);
            wrapper.setWriteTimeout(agreed.writeLimit().toMillis());
            Thread.ofVirtual().name("event-stream").start(() -> agreed.body().accept(new RawLine(wrapper)));
        }

        /** A client has nothing to say on a stream: what comes is thrown away, until the end comes. */
        @Override
        public SocketState upgradeDispatch(SocketEvent event) {
            return switch (event) {
                case OPEN_READ -> isThere() ? SocketState.UPGRADED : SocketState.CLOSED;
                case OPEN_WRITE -> SocketState.UPGRADED;
                case STOP, DISCONNECT, ERROR, TIMEOUT, CONNECT_FAIL -> SocketState.CLOSED;
            };
        }

        private boolean isThere() {
            try {
                byte[] said = new byte[256];
                int count = 1;
                while (count > 0) {
                    count = connection.resultNow().read(false, said, 0, said.length);
                }
                return count == 0;
            } catch (IOException e) {
                return false;
            }
        }

        @Override
        public void timeoutAsync(long now) {
            // The stream has its own clock.
        }

        @Override
        public void setSslSupport(SSLSupport sslSupport) {
            // The caller was known before.
        }

        @Override
        public void pause() {
            // Streams go on until the server closes them.
        }

        @Override
        public void destroy() {
            // Whoever writes next sees that the connection is gone.
        }
    }
}
