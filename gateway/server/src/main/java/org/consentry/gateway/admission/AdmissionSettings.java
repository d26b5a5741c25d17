package org.consentry.gateway.admission;

import java.time.Duration;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Bounds of what is in memory at the same time, {@code gateway.admission.*}.
 *
 * @param held bytes of bodies that are held whole; an eighth of the heap when it is not given
 * @param worked bytes of bodies that are worked on, which take ten times as much; a twenty-fourth of the heap when it is
 *     not given. A body that is larger by itself is worked on alone
 * @param patience how long a body that has come waits for its turn
 */
@ConfigurationProperties("gateway.admission")
public record AdmissionSettings(
        Optional<DataSize> held,
        Optional<DataSize> worked,
        @DefaultValue("90s") Duration patience) {
    private static final int HELD_OF_HEAP = 8;
    private static final int WORKED_OF_HEAP = 24;

    public AdmissionSettings {
        if (heldBytes(held) < Admission.SMALL || workedBytes(worked) < Admission.SMALL) {
            throw new IllegalArgumentException(
                    "gateway.admission.held and gateway.admission.worked must be at least " + Admission.SMALL + "B");
        }
        if (patience.isNegative() || patience.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException("gateway.admission.patience must be from 0s to 10m");
        }
    }

    long heldBytes() {
        return heldBytes(held);
    }

    long workedBytes() {
        return workedBytes(worked);
    }

    private static long heldBytes(Optional<DataSize> held) {
        return held.map(DataSize::toBytes).orElse(Runtime.getRuntime().maxMemory() / HELD_OF_HEAP);
    }

    private static long workedBytes(Optional<DataSize> worked) {
        return worked.map(DataSize::toBytes).orElse(Runtime.getRuntime().maxMemory() / WORKED_OF_HEAP);
    }
}
