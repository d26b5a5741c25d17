package org.consentry.gateway.record.upkeep;

import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;

/** Re-index jobs and integrity checks, their leases and how far they are. The database's clock decides leases. */
public final class UpkeepJobs {
    private static final String COLUMNS =
            "job_id, kind, state, subject, rid, resources, expected, missing, surplus, damaged, findings";
    private static final int MOST_ATTEMPTS = 20;
    private static final int ID_BYTES = 12;

    private final JdbcTemplate jdbc;
    private final SecureRandom random = new SecureRandom();

    public UpkeepJobs(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** What a job does. */
    enum Kind {
        REINDEX,
        INTEGRITY
    }

    /** A job as it stands; {@code subject} and {@code rid} are the last that were looked at. */
    record Job(String id, Kind kind, String state, long subject, long rid, Counts counts, List<String> findings) {}

    /**
     * What was found so far.
     *
     * @param expected resources in all, when the job began
     * @param missing index rows that were not there
     * @param surplus index rows that nothing calls for
     * @param damaged resources whose row, body or directory entry do not agree
     */
    record Counts(long resources, long expected, long missing, long surplus, long damaged) {}

    /** Adds a job, or names the one of its kind that waits. */
    String add(Kind kind) {
        List<String> waiting = jdbc.queryForList(
                "SELECT job_id FROM upkeep_job WHERE kind = ? AND state = 'waiting'", String.class, name(kind));
        if (!waiting.isEmpty()) {
            return waiting.getFirst();
        }
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        String id = HexFormat.of().formatHex(bytes);
        jdbc.update(
                "INSERT INTO upkeep_job (job_id, kind, state, subject, rid) VALUES (?, ?, 'waiting', ?, ?)",
                id,
                name(kind),
                Long.MIN_VALUE,
                Long.MIN_VALUE);
        return id;
    }

    private static String name(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    Optional<Job> find(String id) {
        return jdbc
                .query("SELECT " + COLUMNS + " FROM upkeep_job WHERE job_id = ?", (row, index) -> read(row), id)
                .stream()
                .findFirst();
    }

    List<Job> newest(Kind kind) {
        return jdbc.query(
                "SELECT " + COLUMNS + " FROM upkeep_job WHERE kind = ? ORDER BY created DESC LIMIT 20",
                (row, index) -> read(row),
                name(kind));
    }

    /** Leases the oldest job that waits, or whose holder fell silent; a job that failed too often is given up. */
    Optional<Job> lease(String holder, Duration lease, Duration age) {
        jdbc.update(
                "UPDATE upkeep_job SET state = 'failed', ended = now() WHERE state = 'running' AND attempts >= ? "
                        + "AND leased_until < now()",
                MOST_ATTEMPTS);
        return jdbc
                .query(
                        "UPDATE upkeep_job SET state = 'running', attempts = attempts + 1, holder = ?, "
                                + "leased_until = now() + make_interval(secs => ?), "
                                + "expected = COALESCE(expected, (SELECT count(*) FROM resource)) WHERE job_id = "
                                + "(SELECT job_id FROM upkeep_job WHERE created < now() - make_interval(secs => ?) AND "
                                + "(state = 'waiting' OR (state = 'running' AND leased_until < now())) "
                                + "ORDER BY created LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING " + COLUMNS,
                        (row, index) -> read(row),
                        holder,
                        (double) lease.toMillis() / 1000,
                        (double) age.toMillis() / 1000)
                .stream()
                .findFirst();
    }

    /** Puts down how far it is and keeps the lease. @return false when somebody else holds it now */
    boolean progress(Job job, String holder, Duration lease) {
        return jdbc.update(
                        "UPDATE upkeep_job SET subject = ?, rid = ?, resources = ?, missing = ?, surplus = ?, "
                                + "damaged = ?, findings = ?, leased_until = now() + make_interval(secs => ?) "
                                + "WHERE job_id = ? AND holder = ? AND state = 'running'",
                        job.subject(),
                        job.rid(),
                        job.counts().resources(),
                        job.counts().missing(),
                        job.counts().surplus(),
                        job.counts().damaged(),
                        job.findings().toArray(String[]::new),
                        (double) lease.toMillis() / 1000,
                        job.id(),
                        holder)
                == 1;
    }

    void done(String id, String holder) {
        jdbc.update("UPDATE upkeep_job SET state = 'done', ended = now() WHERE job_id = ? AND holder = ?", id, holder);
    }

    private static Job read(ResultSet row) throws SQLException {
        return new Job(
                row.getString("job_id"),
                Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                row.getString("state"),
                row.getLong("subject"),
                row.getLong("rid"),
                new Counts(
                        row.getLong("resources"),
                        row.getLong("expected"),
                        row.getLong("missing"),
                        row.getLong("surplus"),
                        row.getLong("damaged")),
                List.of((String[]) row.getArray("findings").getArray()));
    }
}
