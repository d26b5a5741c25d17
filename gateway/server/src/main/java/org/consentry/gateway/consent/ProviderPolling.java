package org.consentry.gateway.consent;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.consentry.gateway.access.ProviderWatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/*
 * Hears of revocations at the provider without being told.
 *
 * The listener inside Keycloak pushes within a fraction of a second, but it can be missing, and a push can be lost. So
 * the event log is asked every two seconds for what happened since the last answer, a little more than that: events
 * are told again rather than missed, and a revocation that is told twice ends a grant once. The moment of the last
 * answer is kept in the database, so that nothing is missed while the gateway is down. All nodes ask; none has to be
 * the one.
 *
 * While the log cannot be read, a patient may have taken a yes back and we would not know. Grants stay open for the
 * configured time and are closed then, until the log has been read again from where it was left. Where the log has
 * never been read, because the gateway was given no client for it, there is nothing to miss: pushes alone tell.
 */
@Component
class ProviderPolling implements ProviderWatch {
    private static final Logger log = LoggerFactory.getLogger(ProviderPolling.class);
    private static final Duration OVERLAP = Duration.ofSeconds(30);
    private static final String CURSOR = "keycloak-events";

    private final ProviderEvents events;
    private final Revocations revocations;
    private final ConsentSettings settings;
    private final JdbcClient jdbc;
    private final Clock clock;
    private volatile Instant lastHeard;
    private volatile boolean alarmed;
    private volatile boolean everRead;

    ProviderPolling(
            ProviderEvents events, Revocations revocations, ConsentSettings settings, JdbcClient jdbc, Clock clock) {
        this.events = events;
        this.revocations = revocations;
        this.settings = settings;
        this.jdbc = jdbc;
        this.clock = clock;
        this.lastHeard = clock.instant();
    }

    @Override
    public Hearing hearing() {
        Instant limit = lastHeard.plus(settings.providerOutage());
        return !everRead || clock.instant().isBefore(limit) ? Hearing.HEARD : Hearing.DEAF;
    }

    @Scheduled(initialDelayString = "PT1S", fixedDelayString = "${gateway.consent.poll-every:PT2S}")
    void poll() {
        Instant asked = clock.instant();
        try {
            Instant since = cursor(asked).minus(OVERLAP);
            int ended = 0;
            for (ProviderEvent event : events.since(since)) {
                if (!event.at().isBefore(since)) {
                    ended += revocations.heard(event);
                }
            }
            keep(asked);
            heard(asked, ended);
        } catch (IOException | RuntimeException e) {
            missed(e);
        }
    }

    private void heard(Instant asked, int ended) {
        lastHeard = asked;
        everRead = true;
        if (alarmed) {
            alarmed = false;
            log.atInfo().log("the provider's event log is read again");
        }
        if (ended > 0) {
            log.atWarn().addKeyValue("ended", ended).log("revocations were found that had not been pushed");
        }
    }

    private void missed(Exception cause) {
        if (hearing() == Hearing.DEAF && !alarmed) {
            alarmed = true;
            log.atError()
                    .addKeyValue("cause", cause.getClass().getSimpleName())
                    .log("ALARM the provider's event log cannot be read: grants are closed");
        } else {
            log.atDebug()
                    .addKeyValue("cause", cause.getClass().getSimpleName())
                    .log("the provider's event log could not be read");
        }
    }

    private Instant cursor(Instant otherwise) {
        Optional<Instant> kept = jdbc.sql("SELECT at FROM provider_cursor WHERE name = :name")
                .param("name", CURSOR)
                .query(java.sql.Timestamp.class)
                .optional()
                .map(java.sql.Timestamp::toInstant);
        if (kept.isPresent()) {
            everRead = true;
        }
        return kept.orElse(otherwise);
    }

    private void keep(Instant asked) {
        jdbc.sql("INSERT INTO provider_cursor (name, at) VALUES (:name, :at) ON CONFLICT (name) DO UPDATE "
                        + "SET at = greatest(provider_cursor.at, excluded.at)")
                .param("name", CURSOR)
                .param("at", java.sql.Timestamp.from(asked))
                .update();
    }
}
