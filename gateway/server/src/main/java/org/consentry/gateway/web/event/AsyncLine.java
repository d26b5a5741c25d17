package org.consentry.gateway.web.event;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/*
 * Writes without blocking in the container, and waits for the client itself.
 *
 * A blocking write to a client that does not read is ended by the container's time-out, which belongs to connections
 * in general and cannot be ours. Non-blocking output says when the client has taken what it got; how long we wait for
 * that is the limit of this stream. Only the stream's own thread writes; the container only signals.
 *
 * The container uses its request objects again for the next client. Whoever touches them after the end would end or
 * write to a stranger's stream, so everything that touches them holds the lock and looks whether the end has come;
 * the container tells the end (onComplete, onError) before it lets go of them, and waits for the lock there.
 */
final class AsyncLine implements Line, WriteListener, AsyncListener {
    private final AsyncContext context;
    private final ServletOutputStream out;
    private final Duration writeLimit;
    private final Consumer<Line> body;
    private final Semaphore signals = new Semaphore(0);
    private final AtomicBoolean begun = new AtomicBoolean();
    private final ReentrantLock lock = new ReentrantLock();
    private boolean ended;

    private AsyncLine(AsyncContext context, Duration writeLimit, Consumer<Line> body) throws IOException {
        this.context = context;
        this.out = context.getResponse().getOutputStream();
        this.writeLimit = writeLimit;
        this.body = body;
    }

    /** Runs the body on a thread of its own as soon as the container lets it write. */
    static void open(AsyncContext context, Duration writeLimit, Consumer<Line> body) throws IOException {
        AsyncLine line = new AsyncLine(context, writeLimit, body);
        context.setTimeout(0);
        context.addListener(line);
        line.out.setWriteListener(line);
    }

    /** One use of the container's objects. */
    private interface Step {
        void run() throws IOException;
    }

    @Override
    public void send(byte[] bytes) throws IOException, InterruptedException {
        whenReady(() -> out.write(bytes));
        whenReady(out::flush);
    }

    private void whenReady(Step step) throws IOException, InterruptedException {
        while (!tryNow(step)) {
            if (!signals.tryAcquire(writeLimit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("The client does not read");
            }
        }
    }

    private boolean tryNow(Step step) throws IOException {
        lock.lock();
        try {
            if (ended) {
                throw new IOException("The client is gone");
            }
            boolean ready = out.isReady();
            if (ready) {
                step.run();
            }
            return ready;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (!ended) {
                ended = true;
                context.complete();
            }
        } finally {
            lock.unlock();
        }
        signals.release();
    }

    @Override
    public void onWritePossible() {
        signals.release();
        if (begun.compareAndSet(false, true)) {
            Thread.ofVirtual().name("event-stream").start(() -> body.accept(this));
        }
    }

    @Override
    public void onError(Throwable failure) {
        close();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        lock.lock();
        try {
            ended = true;
        } finally {
            lock.unlock();
        }
        signals.release();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        close();
    }

    @Override
    public void onError(AsyncEvent event) {
        close();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // A stream is started once.
    }
}
