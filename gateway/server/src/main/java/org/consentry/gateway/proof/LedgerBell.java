package org.consentry.gateway.proof;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Rings when this process has committed entries. Rings that nobody waits for are remembered as one. */
@Component
class LedgerBell {
    private final Semaphore rings = new Semaphore(0);

    void ring() {
        rings.release();
    }

    /** Waits for a ring. @return false when the time passed without one */
    boolean await(long milliseconds) throws InterruptedException {
        boolean rang = rings.tryAcquire(milliseconds, TimeUnit.MILLISECONDS);
        rings.drainPermits();
        return rang;
    }
}
