package org.consentry.gateway.web.attachment;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.WebConnection;
import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SSLSupport;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;

/*
 * Whether a client has what was sent to it.
 *
 * A written byte has only left for the kernel, which holds megabytes for a slow client: one that is killed at 99 %, or
 * before it has read anything of a small content, would have lost what its URI was for. So the response says that the
 * connection ends with it, and the container leaves us the connection when everything has been written (the way by which it
 * changes protocols, as for event streams). A client that has read everything closes it: that is the end of the stream. One
 * that is gone with bytes unread resets it: that is a break. Who does neither for a while has been sent everything.
 *
 * Made by the container.
 */
public final class Farewell implements InternalHttpUpgradeHandler {
    private static final long PATIENCE_SECONDS = 5;

    /** A connection that broke before it was ours is never heard of again. */
    private static final long NEVER_SECONDS = 60;

    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final CompletableFuture<SocketWrapperBase<?>> connection = new CompletableFuture<>();
    private final CompletableFuture<Boolean> closed = new CompletableFuture<>();
    private final CompletableFuture<Void> settled = new CompletableFuture<>();

    /** What is done when it is known. */
    interface Outcome {
        /**
         * Called once, on a thread of its own.
         *
         * @param received false when the connection broke
         */
        void settle(boolean received);
    }

    /**
     * Waits for the client after this response. The last bytes MUST NOT have been written yet, and the response MUST say
     * {@code Connection: close}.
     */
    static Farewell after(HttpServletRequest request, HttpServletResponse response) throws IOException {
        int status = response.getStatus();
        try {
            return request.upgrade(Farewell.class);
        } catch (ServletException impossible) {
            throw new IOException(impossible);
        } finally {
            // No protocol is changed.
            response.setStatus(status);
        }
    }

    /** Everything has been written. */
    void then(Outcome what) {
        outcome.complete(what);
        settled.completeOnTimeout(null, NEVER_SECONDS, TimeUnit.SECONDS);
    }

    /** Done when it is known and has been put down. */
    CompletableFuture<Void> settled() {
        return settled;
    }

    /** Waits no longer: what has neither been closed nor broken by now counts as it would a little later. */
    void hurry() {
        closed.complete(true);
    }

    @Override
    public void setSocketWrapper(SocketWrapperBase<?> wrapper) {
        connection.complete(wrapper);
    }

    @Override
    public void init(WebConnection unused) {
        SocketWrapperBase<?> wrapper = connection.resultNow();
        wrapper.setReadTimeout(-1);
        Thread.ofVirtual().name("farewell").start(() -> {
            try {
                if (outcome.isDone()) {
                    outcome.resultNow().settle(received());
                }
            } finally {
                wrapper.close();
                settled.complete(null);
            }
        });
    }

    private boolean received() {
        return closed.completeOnTimeout(true, PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public SocketState upgradeDispatch(SocketEvent event) {
        return switch (event) {
            case OPEN_READ -> read();
            case OPEN_WRITE -> SocketState.UPGRADED;
            case STOP -> ended(true);
            case DISCONNECT, ERROR, TIMEOUT, CONNECT_FAIL -> ended(false);
        };
    }

    /** It has nothing to say any more; what comes is thrown away. */
    private SocketState read() {
        try {
            byte[] said = new byte[256];
            int count = 1;
            while (count > 0) {
                count = connection.resultNow().read(false, said, 0, said.length);
            }
            return count == 0 ? SocketState.UPGRADED : ended(true);
        } catch (EOFException closedByClient) {
            return ended(true);
        } catch (IOException reset) {
            return ended(false);
        }
    }

    private SocketState ended(boolean received) {
        closed.complete(received);
        return SocketState.CLOSED;
    }

    @Override
    public void timeoutAsync(long now) {
        // It has a clock of its own.
    }

    @Override
    public void setSslSupport(SSLSupport sslSupport) {
        // The caller was known before.
    }

    @Override
    public void pause() {
        // It does not last.
    }

    @Override
    public void destroy() {
        closed.complete(true);
    }
}
