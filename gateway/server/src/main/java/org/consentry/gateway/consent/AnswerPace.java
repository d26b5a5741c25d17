package org.consentry.gateway.consent;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Lets answers that say the same come after the same time. A request to somebody is written twice and told on, one to
 * nobody is not; the body does not say which it was, and the clock must not either.
 */
final class AnswerPace {
    private final long least;

    AnswerPace(Duration least) {
        this.least = least.toNanos();
    }

    /** @param began {@link System#nanoTime()} when the work began */
    void keep(long began) {
        long rest = least - (System.nanoTime() - began);
        try {
            TimeUnit.NANOSECONDS.sleep(rest);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
