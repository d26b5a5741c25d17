package org.consentry.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.consentry.gateway.record.StoreFixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Large bodies that are worked off later: durable, sealed, their sender's alone, and answered in any case. */
class IntakeJobsIT {
    private static final byte[] ROSTER = """
            patient_id,last_name,first_name,birth_date,sex
            R-1,Sentinelhaus,Bo,1980-02-03,F
            """.getBytes(StandardCharsets.UTF_8);

    private final IntakeFixture fixture = new IntakeFixture();
    private final IntakeJobs jobs = fixture.bean(IntakeJobs.class);
    private final JdbcClient jdbc = JdbcClient.create(fixture.store.database.dataSource());

    @AfterEach
    void close() {
        fixture.close();
    }

    private UUID add() {
        return jobs.add(
                IntakeFixture.SENDER, IntakeFormat.of("csv/patient-roster").orElseThrow(), ROSTER);
    }

    private IntakeJob job(UUID id) {
        return jobs.find(StoreFixture.HOSPITAL_A, id).orElseThrow();
    }

    /** As if the node that worked on it had died so many times. */
    private void interrupted(int attempts) {
        jdbc.sql("UPDATE intake_job SET state = 'running', attempts = :n, leased_until = now() - interval '1 minute'")
                .param("n", attempts)
                .update();
    }

    @Test
    void areTheirSendersAlone() {
        UUID id = add();

        assertThat(jobs.find(StoreFixture.HOSPITAL_B, id)).isEmpty();
    }

    @Test
    void lieInTheDatabaseSealed() {
        add();

        assertThat(jdbc.sql("SELECT encode(body, 'escape') FROM intake_job")
                        .query(String.class)
                        .single())
                .doesNotContain("Sentinelhaus");
    }

    @Test
    void areRefusedWhenTooManyWait() {
        for (int i = 0; i < 20; i++) {
            add();
        }

        assertThatThrownBy(this::add).hasMessageContaining("wait already");
    }

    @Test
    void areAnsweredWhenTheyWereInterruptedTooOften() {
        UUID id = add();
        interrupted(5);

        jobs.look();

        assertThat(job(id).report()).get().asString().contains("interrupted too often");
        assertThat(fixture.found("Patient", "")).isEmpty();
    }

    @Test
    void goOnWhereANodeDied() throws InterruptedException {
        UUID id = add();
        interrupted(1);

        jobs.look();
        // The job runs on a thread of its own; a minute is what a loaded machine may take.
        for (int i = 0; i < 600 && job(id).report().isEmpty(); i++) {
            Thread.sleep(100);
        }

        assertThat(job(id).report()).get().asString().contains("accepted");
        assertThat(fixture.found("Patient", "identifier=R-1")).hasSize(1);
        assertThat(jdbc.sql("SELECT count(*) FROM intake_job WHERE body IS NOT NULL")
                        .query(Long.class)
                        .single())
                .isZero();
    }
}
