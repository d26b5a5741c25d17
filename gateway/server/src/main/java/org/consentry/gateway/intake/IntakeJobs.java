package org.consentry.gateway.intake;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.consentry.gateway.GatewaySettings;
import org.consentry.gateway.LocalSeal;
import org.consentry.gateway.Secrets;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/*
 * A body handed in with "Prefer: respond-async" is durable before its sender hears 202. A node leases it, takes it in
 * part by part and keeps the report. A node that dies lets its lease run out; the next one begins again, and what had
 * been stored is recognized. The body goes with the last part; the report stays a day.
 */
/** Large bodies, worked off later. A member sees its own alone. */
@Component
public class IntakeJobs {
    private static final Logger log = LoggerFactory.getLogger(IntakeJobs.class);
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final Duration KEPT = Duration.ofDays(1);
    private static final int MOST_ATTEMPTS = 5;
    private static final int MOST_WAITING = 20;
    private static final String COLUMNS = "id, member, actor, format, progress, report";

    private final Intake intake;
    private final JdbcClient jdbc;
    private final LocalSeal seal;
    private final IntakeReport report;
    private final Clock clock;
    private final Semaphore place = new Semaphore(1);

    IntakeJobs(Intake intake, JdbcClient jdbc, Secrets secrets, GatewaySettings gateway, Clock clock) {
        this.intake = intake;
        this.jdbc = jdbc;
        this.seal = LocalSeal.of(secrets, "intake/jobs");
        this.report = new IntakeReport(gateway.baseUrl().toString());
        this.clock = clock;
    }

    /**
     * Keeps a body for later.
     *
     * @throws Problem TOO_MANY when so many of the member's wait already
     */
    public UUID add(Sender sender, IntakeFormat format, byte[] body) {
        UUID id = UUID.randomUUID();
        int added = jdbc.sql("INSERT INTO intake_job (id, member, actor, format, body, state, created) "
                        + "SELECT :id, :member, :actor, :format, :body, 'waiting', :now WHERE (SELECT count(*) "
                        + "FROM intake_job WHERE member = :member AND state <> 'done') < :most")
                .param("id", id)
                .param("member", sender.organization().value())
                .param("actor", sender.actor())
                .param("format", format.code())
                .param("body", seal.lock(body, id.toString()))
                .param("now", Timestamp.from(clock.instant()))
                .param("most", MOST_WAITING)
                .update();
        if (added == 0) {
            throw Problem.of(ProblemKind.TOO_MANY, MOST_WAITING + " files of this member wait already");
        }
        return id;
    }

    /** One of a member's jobs; nobody else's. */
    public Optional<IntakeJob> find(OrganizationId member, UUID id) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM intake_job WHERE id = :id AND member = :member")
                .param("id", id)
                .param("member", member.value())
                .query((row, index) -> read(row))
                .optional();
    }

    /** Forgets a job; one that runs ends with its next part. */
    public void remove(IntakeJob job) {
        jdbc.sql("DELETE FROM intake_job WHERE id = :id").param("id", job.id()).update();
    }

    /** Takes up one job, if one waits and this node is free. */
    @Scheduled(fixedDelayString = "PT0.5S")
    void look() {
        if (place.tryAcquire()) {
            Optional<IntakeJob> job = lease();
            if (job.isEmpty()) {
                place.release();
            } else {
                Thread.ofVirtual().name("intake-job").start(() -> {
                    try {
                        run(job.get());
                    } finally {
                        place.release();
                    }
                });
            }
        }
    }

    /** Takes away what nobody will ask for any more. */
    @Scheduled(initialDelayString = "PT1M", fixedDelayString = "PT1H")
    void sweep() {
        jdbc.sql("DELETE FROM intake_job WHERE created < :before")
                .param("before", Timestamp.from(clock.instant().minus(KEPT)))
                .update();
    }

    private Optional<IntakeJob> lease() {
        try {
            giveUp();
            return jdbc.sql("UPDATE intake_job SET state = 'running', attempts = attempts + 1, "
                            + "leased_until = now() + make_interval(secs => :lease) WHERE id = (SELECT id FROM intake_job "
                            + "WHERE state <> 'done' AND leased_until < now() AND attempts < :most ORDER BY created "
                            + "LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING " + COLUMNS)
                    .param("lease", LEASE.toSeconds())
                    .param("most", MOST_ATTEMPTS)
                    .query((row, index) -> read(row))
                    .optional();
        } catch (RuntimeException e) {
            log.atWarn().addKeyValue("cause", e.getClass().getSimpleName()).log("intake jobs cannot be read");
            return Optional.empty();
        }
    }

    /** A job that was interrupted too often is answered with that, so that its sender does not wait for ever. */
    private void giveUp() {
        jdbc.sql("UPDATE intake_job SET state = 'done', progress = 'done', body = NULL, report = :report "
                        + "WHERE state <> 'done' AND leased_until < now() AND attempts >= :most")
                .param(
                        "report",
                        RefusalReason.of(new Intaken.Failed(
                                new byte[0],
                                ProblemKind.FAULT,
                                "The file was interrupted too often; what was stored stays: send it again")))
                .param("most", MOST_ATTEMPTS)
                .update();
    }

    private void run(IntakeJob job) {
        List<Intaken> taken = new ArrayList<>();
        try {
            byte[] sealed = jdbc.sql("SELECT body FROM intake_job WHERE id = :id")
                    .param("id", job.id())
                    .query((row, index) -> row.getBytes("body"))
                    .single();
            byte[] body = seal.unlock(sealed, job.id().toString());
            CountingInput counted = new CountingInput(new ByteArrayInputStream(body));
            intake.take(job.sender(), format(job), counted, one -> {
                requireStored(one);
                taken.add(one);
                alive(job, "%d parts, %d of %d bytes".formatted(taken.size(), counted.count(), body.length));
            });
            finish(job, taken);
        } catch (Problem problem) {
            if (problem.kind() != ProblemKind.BUSY) {
                taken.add(new Intaken.Failed(new byte[0], problem.kind(), problem.text()));
                finish(job, taken);
            }
            // The store is away, or the job was removed: the lease runs out and another attempt begins.
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        } catch (RuntimeException e) {
            log.atError().setCause(e).addKeyValue("job", job.id()).log("intake job interrupted");
        }
    }

    private IntakeFormat format(IntakeJob job) {
        return intake.format(job.sender(), job.format())
                .orElseThrow(() -> Problem.of(ProblemKind.NOT_FOUND, "There is no such intake door any more"));
    }

    private static void requireStored(Intaken one) {
        if (one instanceof Intaken.Failed failed && failed.kind() == ProblemKind.BUSY) {
            throw Problem.of(ProblemKind.BUSY, failed.reason());
        }
    }

    private void alive(IntakeJob job, String progress) {
        int running = jdbc.sql("UPDATE intake_job SET progress = :progress, "
                        + "leased_until = now() + make_interval(secs => :lease) WHERE id = :id")
                .param("progress", progress)
                .param("lease", LEASE.toSeconds())
                .param("id", job.id())
                .update();
        if (running == 0) {
            throw Problem.of(ProblemKind.BUSY, "The job was removed");
        }
    }

    private void finish(IntakeJob job, List<Intaken> taken) {
        jdbc.sql(
                        "UPDATE intake_job SET state = 'done', progress = 'done', body = NULL, report = :report WHERE id = :id")
                .param(
                        "report",
                        taken.isEmpty()
                                ? RefusalReason.of(new Intaken.Failed(
                                        new byte[0], ProblemKind.MALFORMED, "The body holds no message"))
                                : report.of(taken))
                .param("id", job.id())
                .update();
    }

    private static IntakeJob read(ResultSet row) throws SQLException {
        return new IntakeJob(
                Objects.requireNonNull(row.getObject("id", UUID.class)),
                new Sender(new OrganizationId(row.getString("member")), row.getString("actor")),
                row.getString("format"),
                row.getString("progress"),
                Optional.ofNullable(row.getString("report")));
    }
}
