package org.consentry.gateway.sharing;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Works off the queue of releases, one thread per node. What fails comes back when its lease is over. */
@Component
class ReleaseLoop implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(ReleaseLoop.class);
    private static final int BATCH = 8;
    private static final long PAUSE_MILLIS = 2_000;

    private final ReleaseQueue queue;
    private final Releases releases;
    private volatile @Nullable Thread thread;

    ReleaseLoop(ReleaseQueue queue, Releases releases) {
        this.queue = queue;
        this.releases = releases;
    }

    @Override
    public void start() {
        Thread started = Thread.ofPlatform().daemon().name("release").unstarted(this::run);
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
        while (isRunning()) {
            try {
                if (!work()) {
                    queue.await(PAUSE_MILLIS);
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.atWarn().addKeyValue("cause", e.getClass().getSimpleName()).log("releases interrupted");
                pause();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One round; answers whether there was anything to do. */
    boolean work() {
        List<ReleaseQueue.Due> due = queue.take(BATCH);
        for (ReleaseQueue.Due each : due) {
            try {
                releases.release(each.consentId());
                queue.done(each);
            } catch (RuntimeException e) {
                LOG.atWarn()
                        .addKeyValue("consent", each.consentId())
                        .addKeyValue("cause", e.getClass().getSimpleName())
                        .log("a release failed and will be tried again");
            }
        }
        return !due.isEmpty();
    }
}
