package org.consentry.gateway.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.consentry.gateway.live.OpenCases.VICTIM;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.scheduling.config.ScheduledTask;
import org.springframework.scheduling.config.ScheduledTaskHolder;

/** What neither a push nor the event log told is found by comparing. */
class ConsentSweepIT {
    private static OpenCases world;

    @BeforeAll
    static void start() {
        world = OpenCases.start();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void endsTheGrantWhoseConsentIsGoneAndNoOther() {
        String gone = world.gateway.ceremonies.grant("hospital-s", VICTIM, world.provision("Observation"));
        String kept = world.gateway.ceremonies.grant("hospital-t", VICTIM, world.provision("Observation"));
        world.gateway.issuer.takenBackUnheard("account-" + VICTIM, "hospital-s");

        sweep();

        assertThat(status(gone)).isEqualTo("inactive");
        assertThat(status(kept)).isEqualTo("active");
        assertThat(world.gateway
                        .get(world.gateway.member("hospital-s"), "/fhir/Observation?patient=" + VICTIM)
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void endsNothingWhileTheProviderCannotBeAsked() {
        String grant = world.gateway.ceremonies.grant("hospital-u", VICTIM, world.provision("Observation"));
        world.gateway.issuer.takenBackUnheard("account-" + VICTIM, "hospital-u");
        world.gateway.issuer.away = true;
        try {
            sweep();
        } finally {
            world.gateway.issuer.away = false;
        }

        assertThat(status(grant)).isEqualTo("active");
    }

    private static String status(String consent) {
        return LiveGateway.expect(world.gateway.get(world.gateway.patient(VICTIM), "/fhir/Consent/" + consent), 200)
                .path("status")
                .asString();
    }

    /** What the clock does every ten minutes. */
    private static void sweep() {
        world.gateway.context().getBeansOfType(ScheduledTaskHolder.class).values().stream()
                .flatMap(holder -> holder.getScheduledTasks().stream())
                .map(ScheduledTask::getTask)
                .filter(task -> task.toString().contains("ConsentSweep"))
                .findFirst()
                .orElseThrow()
                .getRunnable()
                .run();
    }
}
