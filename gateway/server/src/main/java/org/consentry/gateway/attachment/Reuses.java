package org.consentry.gateway.attachment;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.consentry.gateway.identity.Caller;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/*
 * Alarms about spent URIs that are used again.
 *
 * Whoever asks a thousand times a second must not fill the patient's access log, nor hide in it. The first use of a caller
 * is told at once; those that follow are counted, and told as one with their number once a minute and when the gateway
 * stops. After a minute without any, the next is a first again. A number that could not be put down is kept for the next
 * minute. A gateway that is killed loses what it counted since, never the first. The meter
 * consentry.attachment.reuses counts each, for whoever watches the gateway.
 */
@Component
class Reuses {
    private static final Logger LOG = LoggerFactory.getLogger(Reuses.class);

    /** Callers and deliveries counted at the same time; what is beyond is told one by one. */
    private static final int MOST = 10_000;

    private record Use(String delivery, Caller caller) {}

    /** How often since it was last told. */
    private record Tally(Delivery delivery, long times) {}

    private final Map<Use, Tally> tallies = new ConcurrentHashMap<>();
    private final DeliveryPapers papers;
    private final Counter counter;

    Reuses(DeliveryPapers papers, MeterRegistry registry) {
        this.papers = papers;
        this.counter = registry.counter("consentry.attachment.reuses");
    }

    void used(Delivery delivery, Caller caller) {
        counter.increment();
        Use use = new Use(delivery.id(), caller);
        boolean tooMany = tallies.size() >= MOST && !tallies.containsKey(use);
        if (tooMany || isFirst(use, delivery)) {
            papers.reused(delivery, caller);
        }
    }

    private boolean isFirst(Use use, Delivery delivery) {
        return tallies.merge(use, new Tally(delivery, 0), (before, first) -> new Tally(delivery, before.times() + 1))
                        .times()
                == 0;
    }

    @Scheduled(initialDelayString = "PT1M", fixedDelayString = "PT1M")
    @PreDestroy
    synchronized void tell() {
        tallies.forEach((use, seen) -> {
            if (seen.times() == 0 || told(use, seen)) {
                tallies.computeIfPresent(use, (same, now) -> after(seen, now));
            }
        });
    }

    private boolean told(Use use, Tally seen) {
        try {
            papers.reusedAgain(seen.delivery(), use.caller(), seen.times());
            return true;
        } catch (RuntimeException notPutDown) {
            LOG.atWarn().log("uses of a spent one-time URI could not be put down and are kept");
            return false;
        }
    }

    /** What is left of a number once a part of it was told; nothing, when nobody came meanwhile. */
    private static @Nullable Tally after(Tally told, Tally now) {
        boolean quiet = told.times() == 0 && now.times() == 0;
        return quiet ? null : new Tally(now.delivery(), now.times() - told.times());
    }
}
