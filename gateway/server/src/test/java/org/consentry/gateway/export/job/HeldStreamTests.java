package org.consentry.gateway.export.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A download under way breaks off within about a second when it may not go on. */
class HeldStreamTests {
    private final AtomicBoolean held = new AtomicBoolean(true);
    private final AtomicInteger asked = new AtomicInteger();
    private final HeldStream stream = new HeldStream(new ByteArrayInputStream(new byte[1_000]), () -> {
        asked.incrementAndGet();
        return held.get();
    });

    /** It is the passing of a second that is tried. */
    private static void aSecondPasses() {
        long end = System.nanoTime() + 1_050_000_000L;
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    @Test
    void asksOnceASecondAndBreaksOff() throws IOException {
        byte[] buffer = new byte[10];
        for (int i = 0; i < 20; i++) {
            assertThat(stream.read(buffer, 0, 10)).isEqualTo(10);
        }
        assertThat(asked).hasValueLessThanOrEqualTo(1);

        aSecondPasses();
        assertThat(stream.read(buffer)).isEqualTo(10);
        assertThat(asked.get()).isPositive();

        held.set(false);
        aSecondPasses();
        assertThatThrownBy(() -> stream.read(buffer, 0, 10)).isInstanceOf(IOException.class);
    }

    @Test
    void doesNotPassOnAByteEither() {
        held.set(false);
        aSecondPasses();

        assertThatThrownBy(stream::read).isInstanceOf(IOException.class);
    }
}
