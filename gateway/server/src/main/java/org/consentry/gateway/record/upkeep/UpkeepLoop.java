package org.consentry.gateway.record.upkeep;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/** Looks for jobs of upkeep that wait, and does them one by one beside whatever the replica serves. */
public final class UpkeepLoop {
    private static final Logger log = LoggerFactory.getLogger(UpkeepLoop.class);

    private final Upkeep upkeep;

    public UpkeepLoop(Upkeep upkeep) {
        this.upkeep = upkeep;
    }

    @Scheduled(fixedDelayString = "PT2S")
    void work() {
        try {
            while (upkeep.work()) {
                log.info("a job of upkeep has ended");
            }
        } catch (RuntimeException e) {
            // The lease ends, and whoever takes it up goes on where this one was.
            log.warn("a job of upkeep was interrupted: {}", e.getClass().getSimpleName());
        }
    }
}
