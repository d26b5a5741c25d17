package org.consentry.gateway;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Tells a loop of this node that there is work, so that it need not wait until it looks by itself. Rings that nobody waits
 * for are remembered as one.
 */
public final class NodeBell {
    private final Semaphore rings = new Semaphore(0);

    /** Rings now. */
    public void ring() {
        rings.release();
    }

    /** Rings when the caller's transaction has committed, or now if there is none. */
    public void ringAfterCommit() {
        AfterCommit.run(this::ring);
    }

    /**
     * Waits for a ring.
     *
     * @return false when the time passed without one
     */
    public boolean await(long milliseconds) throws InterruptedException {
        boolean rang = rings.tryAcquire(milliseconds, TimeUnit.MILLISECONDS);
        rings.drainPermits();
        return rang;
    }
}
