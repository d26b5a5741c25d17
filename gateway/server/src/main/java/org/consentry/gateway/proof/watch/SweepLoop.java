package org.consentry.gateway.proof.watch;

import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** The thread that sweeps every night, when an operator asks, and when another replica left one unfinished. */
@Component
class SweepLoop {
    private static final Logger log = LoggerFactory.getLogger(SweepLoop.class);
    private static final long LOOK_MS = 2_000;

    private final Sweep sweep;
    private final Sweeps sweeps;
    private final Clock clock;
    private final LocalTime at;
    private final Thread thread = Thread.ofPlatform().name("sweep").daemon(true).unstarted(this::run);
    private volatile boolean open = true;

    SweepLoop(Sweep sweep, Sweeps sweeps, Clock clock, SweepSettings settings) {
        this.sweep = sweep;
        this.sweeps = sweeps;
        this.clock = clock;
        this.at = settings.at();
    }

    @EventListener(ApplicationReadyEvent.class)
    void start() {
        thread.start();
    }

    @PreDestroy
    void stop() {
        open = false;
        thread.interrupt();
    }

    private void run() {
        Instant due = next(clock.instant(), at);
        while (open) {
            try {
                Thread.sleep(LOOK_MS);
                if (!clock.instant().isBefore(due)) {
                    due = next(clock.instant(), at);
                    sweeps.request();
                }
                sweep.run();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                // The database is away; the lease ends by itself and the noted place stays.
                log.atWarn().addKeyValue("cause", e.toString()).log("sweep interrupted");
            }
        }
    }

    /** The first moment after now at that time of day, UTC. */
    static Instant next(Instant now, LocalTime at) {
        Instant today = LocalDate.ofInstant(now, ZoneOffset.UTC).atTime(at).toInstant(ZoneOffset.UTC);
        return today.isAfter(now)
                ? today
                : LocalDate.ofInstant(now, ZoneOffset.UTC)
                        .plusDays(1)
                        .atTime(at)
                        .toInstant(ZoneOffset.UTC);
    }
}
