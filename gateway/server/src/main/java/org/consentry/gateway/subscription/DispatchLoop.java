package org.consentry.gateway.subscription;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Looks for subscriptions with something to do and gives each its turn on a thread of its own. */
@Component
class DispatchLoop implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(DispatchLoop.class);
    private static final int AT_ONCE = 32;
    private static final int PAUSE_MILLIS = 250;
    private static final int TURNS = 20;

    private final SubscriptionRows rows;
    private final Dispatch dispatch;
    private final Semaphore free = new Semaphore(AT_ONCE);
    private volatile @Nullable Thread thread;

    DispatchLoop(SubscriptionRows rows, Dispatch dispatch) {
        this.rows = rows;
        this.dispatch = dispatch;
    }

    @Override
    public void start() {
        Thread started = Thread.ofPlatform().daemon().name("subscriptions").unstarted(this::run);
        thread = started;
        started.start();
    }

    @Override
    public void stop() {
        Thread running = thread;
        thread = null;
        if (running != null) {
            running.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    private void run() {
        // Turns that a stop interrupts are taken up again when their lease is over.
        try (ExecutorService turns = Executors.newVirtualThreadPerTaskExecutor()) {
            while (isRunning()) {
                look(turns);
                Thread.sleep(PAUSE_MILLIS);
            }
            turns.shutdownNow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(ExecutorService turns) {
        int most = free.availablePermits();
        if (most == 0) {
            return;
        }
        try {
            List<Progress> due = rows.take(most);
            for (Progress each : due) {
                free.acquireUninterruptibly();
                turns.execute(() -> turn(each));
            }
        } catch (DataAccessException e) {
            LOG.atWarn().addKeyValue("cause", e.getClass().getSimpleName()).log("subscriptions wait for the database");
        }
    }

    private void turn(Progress taken) {
        try {
            Progress now = taken;
            for (int i = 0; i < TURNS && dispatch.turn(now) == Dispatch.Left.MORE; i++) {
                now = rows.find(taken.id()).orElse(now);
            }
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("subscription", taken.id())
                    .addKeyValue("cause", e.getClass().getSimpleName())
                    .log("a turn of a subscription failed");
        } finally {
            free.release();
        }
    }
}
