package org.consentry.gateway.arrival;

import org.consentry.gateway.NodeLoop;
import org.springframework.stereotype.Component;

/** Tells of arrivals, one thread per node; what another node noted and did not tell is found by looking. */
@Component
class ArrivalLoop extends NodeLoop {
    private static final long LOOK_EVERY_MILLIS = 2_000;

    private final ArrivalQueue queue;
    private final Arrivals arrivals;

    ArrivalLoop(ArrivalQueue queue, Arrivals arrivals) {
        super("arrivals");
        this.queue = queue;
        this.arrivals = arrivals;
    }

    @Override
    protected void round() throws InterruptedException {
        if (arrivals.tell() == 0) {
            queue.await(LOOK_EVERY_MILLIS);
        }
    }
}
