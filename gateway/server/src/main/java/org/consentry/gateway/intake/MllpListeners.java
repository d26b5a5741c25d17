package org.consentry.gateway.intake;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.consentry.gateway.access.Memberships;
import org.consentry.gateway.admission.Admission;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** The MLLP listeners of the settings, opened with the gateway and closed with it. */
@Component
@EnableConfigurationProperties(IntakeSettings.class)
class MllpListeners implements SmartLifecycle {
    private final Intake intake;
    private final IntakeSettings settings;
    private final SslBundles bundles;
    private final Memberships memberships;
    private final Admission admission;
    private final Clock clock;
    private volatile List<MllpListener> open = List.of();

    MllpListeners(
            Intake intake,
            IntakeSettings settings,
            SslBundles bundles,
            Memberships memberships,
            Admission admission,
            Clock clock) {
        this.intake = intake;
        this.settings = settings;
        this.bundles = bundles;
        this.memberships = memberships;
        this.admission = admission;
        this.clock = clock;
    }

    @Override
    public void start() {
        Semaphore places = new Semaphore(settings.mllpConnections());
        open = settings.mllp().stream()
                .filter(line -> line.port() != 0)
                .map(line -> new MllpListener(intake, settings, line, places, bundles, admission, clock))
                .toList();
        open.forEach(MllpListener::start);
    }

    /** A line of an organization that is no member any more is hung up, also one that says nothing. */
    @Scheduled(fixedDelayString = "PT2S")
    void hangUp() {
        for (MllpListener listener : open) {
            if (!memberships.isMember(listener.member())) {
                listener.hangUp();
            }
        }
    }

    @Override
    public void stop() {
        open.forEach(MllpListener::stop);
        open = List.of();
    }

    @Override
    public boolean isRunning() {
        return !open.isEmpty();
    }
}
