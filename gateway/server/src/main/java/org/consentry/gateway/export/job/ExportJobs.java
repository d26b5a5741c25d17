package org.consentry.gateway.export.job;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.export.ExportFile;
import org.consentry.gateway.export.ExportRequest;
import org.consentry.gateway.identity.OrganizationId;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Jobs and their files. The database's clock decides leases. */
@Repository
class ExportJobs {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String COLUMNS =
            "job_id, client_id, request_url, asked, policy, owner, state, progress, reason, "
                    + "transaction_time, expires, attempts, consenting <> '{}' AS rests";
    private static final int MOST_ATTEMPTS = 5;

    private final JdbcClient jdbc;

    ExportJobs(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(ExportJob job, Instant created) {
        jdbc.sql(
                        "INSERT INTO export_job (job_id, client_id, request_url, asked, policy, owner, state, created, expires) "
                                + "VALUES (:id, :client, :url, :asked, :policy, :owner, 'waiting', :created, :expires)")
                .param("id", job.id())
                .param("client", job.clientId())
                .param("url", job.requestUrl())
                .param("asked", JSON.writeValueAsString(job.asked()))
                .param("policy", job.policy())
                .param("owner", job.owner().map(OrganizationId::value).orElse(null))
                .param("created", Timestamp.from(created))
                .param("expires", Timestamp.from(job.expires()))
                .update();
    }

    /** How many jobs of a client wait or run. */
    int unfinished(String clientId) {
        return jdbc.sql("SELECT count(*) FROM export_job WHERE client_id = :client AND state IN ('waiting', 'running')")
                .param("client", clientId)
                .query(Integer.class)
                .single();
    }

    /** A job that has not expired. */
    Optional<ExportJob> find(String id) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM export_job WHERE job_id = :id AND expires > now()")
                .param("id", id)
                .query((row, index) -> read(row))
                .optional();
    }

    /** The client's jobs, newest first, at most 200. */
    List<ExportJob> of(String clientId) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM export_job WHERE client_id = :client AND expires > now() "
                        + "ORDER BY created DESC LIMIT 200")
                .param("client", clientId)
                .query((row, index) -> read(row))
                .list();
    }

    /**
     * Leases a job that waits or whose node fell silent: of the clients with the fewest jobs at work, the oldest. A job
     * that was interrupted too often is given up.
     */
    Optional<ExportJob> lease(Duration lease) {
        jdbc.sql("UPDATE export_job SET state = 'failed', reason = 'The job was interrupted too often' "
                        + "WHERE state IN ('waiting', 'running') AND attempts - taken_back >= :most "
                        + "AND leased_until < now()")
                .param("most", MOST_ATTEMPTS)
                .update();
        return jdbc.sql("UPDATE export_job SET state = 'running', attempts = attempts + 1, "
                        + "leased_until = now() + make_interval(secs => :lease) WHERE job_id = (SELECT job_id "
                        + "FROM export_job j WHERE state = 'waiting' OR (state = 'running' AND leased_until < now()) "
                        + "ORDER BY (SELECT count(*) FROM export_job o WHERE o.client_id = j.client_id "
                        + "AND o.state = 'running' AND o.leased_until >= now()), created "
                        + "LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING " + COLUMNS)
                .param("lease", lease.toSeconds())
                .query((row, index) -> read(row))
                .optional();
    }

    /** Says how far it is and keeps the lease. @return false when the job was cancelled or taken over */
    boolean progress(ExportJob job, String sentence, Duration lease) {
        return jdbc.sql("UPDATE export_job SET progress = :progress, "
                                + "leased_until = now() + make_interval(secs => :lease) "
                                + "WHERE job_id = :id AND state = 'running' AND attempts = :attempt")
                        .param("progress", sentence)
                        .param("lease", lease.toSeconds())
                        .param("id", job.id())
                        .param("attempt", job.attempt())
                        .update()
                == 1;
    }

    /** Offers the files. Joins the caller's transaction. @return false when the job was cancelled or taken over */
    boolean complete(ExportJob job, Instant transactionTime, List<ExportFile> files, Set<String> consenting) {
        boolean running =
                jdbc.sql("UPDATE export_job SET state = 'done', transaction_time = :at, consenting = :consenting "
                                        + "WHERE job_id = :id AND state = 'running' AND attempts = :attempt")
                                .param("at", Timestamp.from(transactionTime))
                                .param("consenting", consenting.toArray(String[]::new))
                                .param("id", job.id())
                                .param("attempt", job.attempt())
                                .update()
                        == 1;
        if (running) {
            files.forEach(file -> add(job, file));
        }
        return running;
    }

    private void add(ExportJob job, ExportFile file) {
        jdbc.sql("INSERT INTO export_file (job_id, name, kind, type, object_key, resources, bytes) "
                        + "VALUES (:job, :name, :kind, :type, :key, :resources, :bytes)")
                .param("job", job.id())
                .param("name", file.name())
                .param("kind", file.kind().code())
                .param("type", file.type())
                .param("key", file.objectKey())
                .param("resources", file.resources())
                .param("bytes", file.bytes())
                .update();
    }

    boolean isFetched(String objectKey) {
        return jdbc.sql("SELECT count(*) FROM export_file WHERE object_key = :key AND fetched IS NOT NULL")
                        .param("key", objectKey)
                        .query(Integer.class)
                        .single()
                == 1;
    }

    /**
     * A stretch of a file was sent. What was sent counts from the beginning without gaps.
     *
     * @return whether that was the last that was missing, for files that go then
     */
    boolean fetched(String objectKey, long from, long to) {
        jdbc.sql("UPDATE export_file SET sent = :to WHERE object_key = :key AND sent >= :from AND sent < :to")
                .param("key", objectKey)
                .param("from", from)
                .param("to", to)
                .update();
        return jdbc.sql("UPDATE export_file f SET fetched = now() FROM export_job j WHERE j.job_id = f.job_id "
                                + "AND j.owner IS NOT NULL AND f.object_key = :key AND f.sent >= f.bytes "
                                + "AND f.fetched IS NULL")
                        .param("key", objectKey)
                        .update()
                == 1;
    }

    void fail(ExportJob job, String reason) {
        jdbc.sql("UPDATE export_job SET state = 'failed', reason = :reason "
                        + "WHERE job_id = :id AND state = 'running' AND attempts = :attempt")
                .param("reason", reason)
                .param("id", job.id())
                .param("attempt", job.attempt())
                .update();
    }

    /** Forgets a job. Its objects stay on record until they are deleted. Joins the caller's transaction. */
    void remove(String id) {
        for (String table : List.of("export_file", "export_part", "export_job")) {
            jdbc.sql("DELETE FROM " + table + " WHERE job_id = :id")
                    .param("id", id)
                    .update();
        }
    }

    List<String> expired() {
        return jdbc.sql("SELECT job_id FROM export_job WHERE expires < now() LIMIT 100")
                .query(String.class)
                .list();
    }

    /** A finished job whose files rest on consent. */
    record Consented(String id, String clientId, String policy, Set<String> consenting) {}

    List<Consented> consented() {
        return consented("TRUE", "");
    }

    Optional<Consented> consented(String id) {
        return consented("job_id = :is", id).stream().findFirst();
    }

    Optional<Consented> consentedOf(ExportFile file) {
        return consented("job_id = (SELECT job_id FROM export_object WHERE object_key = :is)", file.objectKey())
                .stream()
                .findFirst();
    }

    private List<Consented> consented(String condition, String is) {
        return jdbc.sql("SELECT job_id, client_id, policy, consenting FROM export_job WHERE state = 'done' "
                        + "AND consenting <> '{}' AND " + condition)
                .param("is", is)
                .query((row, index) -> new Consented(
                        row.getString("job_id"), row.getString("client_id"), row.getString("policy"), Set.of((String[])
                                row.getArray("consenting").getArray())))
                .list();
    }

    /** Whether a file rests on consent, also where that was taken back. */
    boolean restsOnConsent(ExportFile file) {
        return jdbc.sql("SELECT count(*) FROM export_job JOIN export_object USING (job_id) "
                                + "WHERE object_key = :key AND consenting <> '{}'")
                        .param("key", file.objectKey())
                        .query(Integer.class)
                        .single()
                == 1;
    }

    /** Takes the files of a finished job out of reach. Its objects stay on record until they are deleted. */
    void withdraw(String id, String reason) {
        jdbc.sql("UPDATE export_job SET state = 'failed', reason = :reason WHERE job_id = :id AND state = 'done'")
                .param("reason", reason)
                .param("id", id)
                .update();
    }

    /** Has a running job begun again at once, since a yes that it rested on was taken back. That is no interruption. */
    void again(ExportJob job) {
        jdbc.sql("UPDATE export_job SET state = 'waiting', taken_back = taken_back + 1 "
                        + "WHERE job_id = :id AND state = 'running' AND attempts = :attempt")
                .param("id", job.id())
                .param("attempt", job.attempt())
                .update();
    }

    /** How long the oldest transaction that has written and not ended is under way. */
    Duration oldestWrite() {
        return jdbc.sql("SELECT COALESCE(EXTRACT(EPOCH FROM clock_timestamp() - min(xact_start)), 0)::float8 "
                        + "FROM pg_stat_activity WHERE backend_xid IS NOT NULL AND backend_type = 'client backend' "
                        + "AND datname = current_database() AND pid <> pg_backend_pid()")
                .query((row, index) -> Duration.ofNanos((long) (Math.max(0, row.getDouble(1)) * 1e9)))
                .single();
    }

    private ExportJob read(ResultSet row) throws SQLException {
        return new ExportJob(
                row.getString("job_id"),
                row.getString("client_id"),
                row.getString("request_url"),
                asked(row.getString("asked")),
                row.getString("policy"),
                Optional.ofNullable(row.getString("owner")).map(OrganizationId::new),
                state(row),
                row.getTimestamp("expires").toInstant(),
                row.getInt("attempts"));
    }

    /** Jobs from before it was kept are done: nothing asks any more what for. */
    private static ExportRequest asked(String json) {
        if (json.equals("{}")) {
            return ExportRequest.ALL;
        }
        ObjectNode asked = (ObjectNode) JSON.readTree(json);
        // Jobs that were started before there were any.
        asked.withArray("pseudonyms");
        return JSON.treeToValue(asked, ExportRequest.class);
    }

    private ExportJob.State state(ResultSet row) throws SQLException {
        return switch (row.getString("state")) {
            case "done" ->
                new ExportJob.State.Done(
                        instant(row.getTimestamp("transaction_time")).orElse(Instant.EPOCH),
                        files(row.getString("job_id")));
            case "failed" -> {
                String reason = Optional.ofNullable(row.getString("reason")).orElse("The job failed");
                yield row.getBoolean("rests")
                        ? new ExportJob.State.TakenBack(reason)
                        : new ExportJob.State.Failed(reason);
            }
            default -> new ExportJob.State.Working(row.getString("progress"));
        };
    }

    private List<ExportFile> files(String id) {
        return jdbc.sql("SELECT name, kind, type, object_key, resources, bytes FROM export_file WHERE job_id = :id "
                        + "ORDER BY name")
                .param("id", id)
                .query((row, index) -> new ExportFile(
                        row.getString("name"),
                        ExportFile.Kind.of(row.getString("kind")),
                        row.getString("type"),
                        row.getString("object_key"),
                        row.getLong("resources"),
                        row.getLong("bytes")))
                .list();
    }

    private static Optional<Instant> instant(@Nullable Timestamp timestamp) {
        return Optional.ofNullable(timestamp).map(Timestamp::toInstant);
    }
}
