package org.consentry.gateway;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** A thread of this node that does one round after the other, from the application's start to its stop. */
public abstract class NodeLoop implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(NodeLoop.class);

    /** What failed a round, a database away, mostly fails the next: the log would fill. */
    private static final long AFTER_FAILURE_MS = 2_000;

    private final String name;
    private volatile @Nullable Thread thread;

    /** @param name of the thread */
    protected NodeLoop(String name) {
        this.name = name;
    }

    /** One round, with the wait for the next in it. What it throws ends the round and not the loop. */
    protected abstract void round() throws InterruptedException;

    @Override
    public final void start() {
        Thread started = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
        thread = started;
        started.start();
    }

    @Override
    public final void stop() {
        Thread running = thread;
        thread = null;
        if (running != null) {
            running.interrupt();
        }
    }

    @Override
    public final boolean isRunning() {
        return thread != null;
    }

    private void run() {
        try {
            while (isRunning()) {
                try {
                    round();
                } catch (RuntimeException e) {
                    log.atWarn()
                            .addKeyValue("loop", name)
                            .addKeyValue("cause", e.getClass().getSimpleName())
                            .log("a round failed");
                    Thread.sleep(AFTER_FAILURE_MS);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
