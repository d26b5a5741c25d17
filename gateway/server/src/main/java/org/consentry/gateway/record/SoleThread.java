package org.consentry.gateway.record;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One virtual thread for work that may take long, so that the scheduler's threads stay free for what must be on time.
 * While the work goes on, further calls do nothing.
 */
final class SoleThread {
    private final String name;
    private final AtomicBoolean busy = new AtomicBoolean();

    SoleThread(String name) {
        this.name = name;
    }

    void begin(Runnable work) {
        if (busy.compareAndSet(false, true)) {
            Thread.ofVirtual().name(name).start(() -> {
                try {
                    work.run();
                } finally {
                    busy.set(false);
                }
            });
        }
    }
}
