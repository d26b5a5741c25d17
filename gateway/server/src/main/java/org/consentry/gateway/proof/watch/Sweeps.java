package org.consentry.gateway.proof.watch;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The note of the sweep in the database: who works at it and how far it has come. One replica holds the lease; when it is
 * silent for too long another goes on from the last note.
 */
@Component
public class Sweeps {
    private static final int MOST_PLACES = 100;

    /**
     * Where the work stands.
     *
     * @param afterBundle the last bundle verified, by time and then by id
     */
    record Mark(String phase, Instant started, Instant afterAt, String afterBundle) {}

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Duration lease;
    private final String worker = UUID.randomUUID().toString();

    Sweeps(JdbcClient jdbc, Clock clock, SweepSettings settings) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.lease = settings.lease();
    }

    /** Asks for a sweep; one that runs already goes on, and another follows it. */
    public void request() {
        jdbc.sql("UPDATE proof_sweep SET requested = true").update();
    }

    /** How it stands. */
    public SweepStatus status() {
        List<String> places = jdbc.sql("SELECT place || ': ' || verdict FROM proof_sweep_finding ORDER BY found, place "
                        + "LIMIT " + MOST_PLACES)
                .query(String.class)
                .list();
        return jdbc.sql("SELECT phase, started, finished, total, checked, findings FROM proof_sweep")
                .query((row, index) -> new SweepStatus(
                        row.getString("phase"),
                        text(row, "started"),
                        text(row, "finished"),
                        row.getLong("total"),
                        row.getLong("checked"),
                        row.getLong("findings"),
                        places))
                .single();
    }

    /** Takes the lease if there is work and nobody is at it; starts a sweep if one is asked for and none runs. */
    Optional<Mark> claim() {
        Instant now = clock.instant();
        int taken = jdbc.sql("UPDATE proof_sweep SET worker = :worker, leased_until = :until "
                        + "WHERE (requested OR phase <> 'idle') "
                        + "AND (worker = :worker OR leased_until IS NULL OR leased_until < :now)")
                .param("worker", worker)
                .param("until", Timestamp.from(now.plus(lease)))
                .param("now", Timestamp.from(now))
                .update();
        if (taken == 0) {
            return Optional.empty();
        }
        begin(now);
        return jdbc.sql("SELECT phase, started, after_at, after_bundle FROM proof_sweep WHERE worker = :worker")
                .param("worker", worker)
                .query((row, index) -> new Mark(
                        row.getString("phase"),
                        row.getTimestamp("started").toInstant(),
                        row.getTimestamp("after_at").toInstant(),
                        row.getString("after_bundle")))
                .optional();
    }

    private void begin(Instant now) {
        int begun = jdbc.sql("UPDATE proof_sweep SET phase = 'bundles', requested = false, started = :now, "
                        + "after_at = 'epoch', after_bundle = '', checked = 0, findings = 0, "
                        + "total = (SELECT count(*) FROM proof_bundle) WHERE phase = 'idle' AND worker = :worker")
                .param("now", Timestamp.from(now))
                .param("worker", worker)
                .update();
        if (begun == 1) {
            jdbc.sql("TRUNCATE proof_sweep_version, proof_sweep_finding").update();
        }
    }

    /** Notes progress and keeps the lease. @return false when another replica has taken over */
    boolean advance(String phase, Instant afterAt, String afterBundle, int checked) {
        return jdbc.sql("UPDATE proof_sweep SET phase = :phase, after_at = :at, after_bundle = :bundle, "
                                + "checked = checked + :checked, leased_until = :until WHERE worker = :worker")
                        .param("phase", phase)
                        .param("at", Timestamp.from(afterAt))
                        .param("bundle", afterBundle)
                        .param("checked", checked)
                        .param("until", Timestamp.from(clock.instant().plus(lease)))
                        .param("worker", worker)
                        .update()
                == 1;
    }

    /** Notes what does not hold. */
    void found(String place, String verdict) {
        int fresh = jdbc.sql("INSERT INTO proof_sweep_finding (found, place, verdict) VALUES (:now, :place, :verdict) "
                        + "ON CONFLICT DO NOTHING")
                .param("now", Timestamp.from(clock.instant()))
                .param("place", place)
                .param("verdict", verdict)
                .update();
        jdbc.sql("UPDATE proof_sweep SET findings = findings + :fresh")
                .param("fresh", fresh)
                .update();
    }

    /** Remembers what sound bundles have signed, until the sweep ends. */
    void signed(List<String> versions) {
        jdbc.sql("INSERT INTO proof_sweep_version SELECT DISTINCT unnest(:versions::text[]) ON CONFLICT DO NOTHING")
                .param("versions", versions.toArray(String[]::new))
                .update();
    }

    /** Those of the versions that no bundle has signed. */
    List<String> unsigned(List<String> versions) {
        return jdbc.sql("SELECT v FROM unnest(:versions::text[]) AS v WHERE NOT EXISTS "
                        + "(SELECT FROM proof_sweep_version s WHERE s.reference = v)")
                .param("versions", versions.toArray(String[]::new))
                .query(String.class)
                .list();
    }

    /** Ends the sweep and gives the lease back. */
    void finish() {
        jdbc.sql("UPDATE proof_sweep SET phase = 'idle', worker = NULL, leased_until = NULL, finished = :now "
                        + "WHERE worker = :worker")
                .param("now", Timestamp.from(clock.instant()))
                .param("worker", worker)
                .update();
        jdbc.sql("TRUNCATE proof_sweep_version").update();
    }

    private static String text(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? "" : time.toInstant().toString();
    }
}
