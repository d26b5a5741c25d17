package org.consentry.gateway.sharing;

import java.util.List;
import org.consentry.gateway.NodeLoop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Works off the queue of releases, one thread per node. What fails comes back when its lease is over. */
@Component
class ReleaseLoop extends NodeLoop {
    private static final Logger LOG = LoggerFactory.getLogger(ReleaseLoop.class);
    private static final int BATCH = 8;
    private static final long PAUSE_MILLIS = 2_000;

    private final ReleaseQueue queue;
    private final Releases releases;

    ReleaseLoop(ReleaseQueue queue, Releases releases) {
        super("release");
        this.queue = queue;
        this.releases = releases;
    }

    @Override
    protected void round() throws InterruptedException {
        if (!work()) {
            queue.await(PAUSE_MILLIS);
        }
    }

    /** Answers whether there was anything to do. */
    private boolean work() {
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
