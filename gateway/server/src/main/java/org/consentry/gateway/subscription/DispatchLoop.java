package org.consentry.gateway.subscription;

import java.util.concurrent.Semaphore;
import org.consentry.gateway.NodeLoop;
import org.consentry.gateway.subscription.Dispatch.Left;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Looks for subscriptions with something to do and gives each its turns on a thread of its own. While it has them the row
 * is leased, and only when they are over may it be taken again; those that a stop cuts off come back with the lease.
 */
@Component
class DispatchLoop extends NodeLoop {
    private static final Logger LOG = LoggerFactory.getLogger(DispatchLoop.class);
    private static final int AT_ONCE = 32;
    private static final int PAUSE_MILLIS = 250;
    private static final int TURNS = 20;

    private final SubscriptionRows rows;
    private final Dispatch dispatch;
    private final Semaphore free = new Semaphore(AT_ONCE);

    DispatchLoop(SubscriptionRows rows, Dispatch dispatch) {
        super("subscriptions");
        this.rows = rows;
        this.dispatch = dispatch;
    }

    @Override
    protected void round() throws InterruptedException {
        int most = free.availablePermits();
        if (most > 0) {
            for (Progress due : rows.take(most)) {
                free.acquireUninterruptibly();
                Thread.ofVirtual().name("subscription").start(() -> turns(due));
            }
        }
        // Time is the database's, in the rows: what is due is seen by looking.
        Thread.sleep(PAUSE_MILLIS);
    }

    private void turns(Progress taken) {
        try {
            Left left = dispatch.turn(taken);
            for (int i = 1; i < TURNS && left == Left.MORE; i++) {
                left = rows.find(taken.id()).map(dispatch::turn).orElse(Left.NOTHING);
            }
            if (left != Left.LATER) {
                rows.release(taken.id());
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
