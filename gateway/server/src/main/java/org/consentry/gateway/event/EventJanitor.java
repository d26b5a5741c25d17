package org.consentry.gateway.event;

import java.sql.Timestamp;
import java.time.Clock;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;

/** Forgets events that are too old to be replayed. Several nodes may do it at the same time. */
class EventJanitor {
    private final JdbcClient jdbc;
    private final EventSettings settings;
    private final Clock clock;

    EventJanitor(JdbcClient jdbc, EventSettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.clock = clock;
    }

    /** Deletes in one statement what passed its time; returns how many. */
    @Scheduled(initialDelayString = "PT1M", fixedDelayString = "PT10M")
    int forgetOld() {
        return jdbc.sql("delete from event where at < :before")
                .param("before", Timestamp.from(clock.instant().minus(settings.keep())))
                .update();
    }
}
