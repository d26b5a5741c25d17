package org.consentry.gateway.record.upkeep;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.index.Extraction;
import org.consentry.gateway.record.row.Subjects;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Keeps the index equal to what the bodies say, while the store serves. {@code reindex} mends what it finds and brings
 * in new search parameters; {@code integrity} only counts and names. Both read one snapshot in constant memory, tell
 * how far they are, and go on where they were after a crash, on whichever replica is there.
 */
public final class Upkeep {
    private static final Duration LEASE = Duration.ofSeconds(60);

    private final UpkeepJobs jobs;
    private final IndexScan scan;
    private final JdbcTemplate jdbc;
    private final PlatformTransactionManager transactions;
    private final Subjects subjects;
    private final Extraction extraction;
    private final String holder = UUID.randomUUID().toString();

    public Upkeep(
            DataSource dataSource,
            PlatformTransactionManager transactions,
            UpkeepJobs jobs,
            Subjects subjects,
            Extraction extraction) {
        this.jobs = jobs;
        this.scan = new IndexScan(dataSource);
        this.jdbc = new JdbcTemplate(dataSource);
        this.transactions = transactions;
        this.subjects = subjects;
        this.extraction = extraction;
    }

    /** What a job does. */
    public enum Kind {
        /** Makes the index rows of every resource what its body says. */
        REINDEX,
        /** Compares rows, bodies, directory and index, and changes nothing. */
        INTEGRITY
    }

    /**
     * How far a job is and what it found.
     *
     * @param state waiting, running, done or failed
     * @param resources looked at so far
     * @param expected resources when it began
     * @param missing index rows that were not there
     * @param surplus index rows that nothing calls for
     * @param damaged resources whose row, body or directory entry do not agree
     * @param findings the first of them, as references and what is wrong
     */
    public record Status(
            String id,
            String state,
            long resources,
            long expected,
            long missing,
            long surplus,
            long damaged,
            List<String> findings) {}

    /** Adds a job, which some replica takes up within seconds. @return its id, or that of one that waits already */
    public String start(Kind kind) {
        return jobs.add(UpkeepJobs.Kind.valueOf(kind.name()));
    }

    /** How a job stands; the newest when no id is given. @throws Problem NOT_FOUND when there is none */
    public Status status(Kind kind, Optional<String> id) {
        UpkeepJobs.Kind wanted = UpkeepJobs.Kind.valueOf(kind.name());
        return (id.isPresent()
                        ? jobs.find(id.get()).filter(job -> job.kind() == wanted)
                        : jobs.newest(wanted).stream().findFirst())
                .map(Upkeep::status)
                .orElseThrow(() -> Problem.at(ProblemKind.NOT_FOUND, "job", "there is no such job"));
    }

    private static Status status(UpkeepJobs.Job job) {
        UpkeepJobs.Counts counts = job.counts();
        return new Status(
                job.id(),
                job.state().toLowerCase(Locale.ROOT),
                counts.resources(),
                counts.expected(),
                counts.missing(),
                counts.surplus(),
                counts.damaged(),
                job.findings());
    }

    /** Does one job that waits, if there is one. Called again and again on every replica. @return whether there was */
    public boolean work() {
        // A job begins when every replica has heard of the parameters it was made for.
        return work(PostedParameters.AGE.multipliedBy(2));
    }

    boolean work(Duration age) {
        Optional<UpkeepJobs.Job> job = jobs.lease(holder, LEASE, age);
        job.ifPresent(leased -> {
            UpkeepRun run = new UpkeepRun(leased, jobs, jdbc, transactions, subjects, extraction, holder, LEASE);
            scan.run(leased.subject(), leased.rid(), run);
            run.end();
        });
        return job.isPresent();
    }
}
