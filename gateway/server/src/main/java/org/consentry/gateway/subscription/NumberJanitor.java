package org.consentry.gateway.subscription;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Forgets numbers whose events the event log has forgotten. Several nodes may do it at the same time. */
@Component
class NumberJanitor {
    private final SubscriptionRows rows;

    NumberJanitor(SubscriptionRows rows) {
        this.rows = rows;
    }

    /** Answers how many. */
    @Scheduled(initialDelayString = "PT2M", fixedDelayString = "PT10M")
    int forgetGone() {
        return rows.forgetGone();
    }
}
