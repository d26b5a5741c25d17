package org.consentry.gateway.record.journal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/** Files what the journal gathered, about once a second. */
public final class JournalLoop {
    private static final Logger log = LoggerFactory.getLogger(JournalLoop.class);

    private final Journal journal;

    public JournalLoop(Journal journal) {
        this.journal = journal;
    }

    @Scheduled(fixedDelayString = "PT1S")
    void file() {
        try {
            journal.fileDue();
        } catch (RuntimeException e) {
            // What is kept stays kept; the next round files it.
            log.warn("the journal could not be filed: {}", e.getClass().getSimpleName());
        }
    }
}
