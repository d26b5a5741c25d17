package org.consentry.ledger.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.consentry.ledger.audit.LogAudit;

/** Tells a waiting person how far it is, at most ten times a second, on one line. */
final class ProgressBar implements LogAudit.Progress {
    private static final Duration BETWEEN = Duration.ofMillis(100);
    private static final int WIDTH = 30;

    private final PrintWriter err;
    private final InstantSource clock;
    private final Instant start;
    private Instant last;

    ProgressBar(PrintWriter err, InstantSource clock) {
        this.err = err;
        this.clock = clock;
        this.start = clock.instant();
        this.last = start;
    }

    @Override
    public void at(long done, long total) {
        Instant now = clock.instant();
        if (done < total && now.isBefore(last.plus(BETWEEN))) {
            return;
        }
        last = now;
        int filled = (int) (done * WIDTH / Math.max(1, total));
        long millis = Math.max(1, Duration.between(start, now).toMillis());
        err.printf(
                "\r[%s%s] %,d of %,d entries, %,d/s",
                "#".repeat(filled), ".".repeat(WIDTH - filled), done, total, done * 1000 / millis);
        if (done == total) {
            err.println();
        }
        err.flush();
    }
}
