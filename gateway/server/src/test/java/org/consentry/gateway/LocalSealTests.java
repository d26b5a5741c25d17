package org.consentry.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LocalSealTests {
    private static final byte[] BYTES = "a patient's".getBytes(StandardCharsets.UTF_8);
    private static final Secrets SECRETS = Secrets.of(new byte[32]);

    private final LocalSeal seal = LocalSeal.of(SECRETS, "one use");

    @Test
    void opensForItsOwnerAlone() {
        byte[] locked = seal.lock(BYTES, "c1");

        assertThat(seal.unlock(locked, "c1")).isEqualTo(BYTES);
        assertThatThrownBy(() -> seal.unlock(locked, "c2")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void opensForItsUseAlone() {
        byte[] locked = seal.lock(BYTES, "c1");

        assertThatThrownBy(() -> LocalSeal.of(SECRETS, "other use").unlock(locked, "c1"))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesWhatWasChanged() {
        byte[] locked = seal.lock(BYTES, "c1");
        locked[locked.length - 1] ^= 1;

        assertThatThrownBy(() -> seal.unlock(locked, "c1")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void neverMakesTheSameTwice() {
        assertThat(seal.lock(BYTES, "c1")).isNotEqualTo(seal.lock(BYTES, "c1"));
    }
}
