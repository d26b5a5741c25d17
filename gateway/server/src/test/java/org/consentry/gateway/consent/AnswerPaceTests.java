package org.consentry.gateway.consent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AnswerPaceTests {
    private static final Duration LEAST = Duration.ofMillis(30);

    @Test
    void noAnswerComesSoonerThanTheOther() {
        long began = System.nanoTime();

        new AnswerPace(LEAST).keep(began);

        assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(LEAST.toNanos());
    }

    /** The interruption of a node that stops is kept for whoever waits above. */
    @Test
    void whoIsInterruptedGoesOnAndSaysSo() {
        Thread.currentThread().interrupt();

        new AnswerPace(Duration.ofDays(1)).keep(System.nanoTime());

        assertThat(Thread.interrupted()).isTrue();
    }
}
