package org.consentry.local;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Tells whoever waits what is being done and since when. One line per step, on standard output. */
public final class Progress {
    private final PrintStream out;
    private final InstantSource clock;
    private final Instant start;

    Progress(PrintStream out, InstantSource clock) {
        this.out = out;
        this.clock = clock;
        this.start = clock.instant();
    }

    /** Says what begins now. Secrets and health data MUST NOT be part of it. */
    public void step(String what) {
        long seconds = Duration.between(start, clock.instant()).toSeconds();
        out.printf("[%3d s] %s%n", seconds, what);
        out.flush();
    }

    /** Several lines without a time. */
    void show(String text) {
        out.println(text);
        out.flush();
    }
}
