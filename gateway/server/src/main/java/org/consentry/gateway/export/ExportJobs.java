package org.consentry.gateway.export;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Jobs and their files. The database's clock decides leases. */
@Repository
class ExportJobs {
    private static final String COLUMNS =
            "job_id, client_id, request_url, types, since, until, patients, filters, policy, state, progress, reason, transaction_time, expires";
    private static final int MOST_ATTEMPTS = 5;

    private final JdbcClient jdbc;

    ExportJobs(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(ExportJob job, Instant created) {
        jdbc.sql("INSERT INTO export_job (job_id, client_id, request_url, types, since, until, patients, filters, "
                        + "policy, state, created, expires) VALUES (:id, :client, :url, :types, :since, :until, "
                        + ":patients, :filters, :policy, 'waiting', :created, :expires)")
                .param("id", job.id())
                .param("client", job.clientId())
                .param("url", job.requestUrl())
                .param("types", job.asked().types().toArray(String[]::new))
                .param("since", job.asked().since().map(Timestamp::from).orElse(null))
                .param("until", job.asked().until().map(Timestamp::from).orElse(null))
                .param("patients", job.asked().patients().toArray(String[]::new))
                .param("filters", filters(job.asked().filters()))
                .param("policy", job.policy())
                .param("created", Timestamp.from(created))
                .param("expires", Timestamp.from(job.expires()))
                .update();
    }

    /** The client's own job; nobody else's. */
    Optional<ExportJob> find(String id, String clientId) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM export_job WHERE job_id = :id AND client_id = :client "
                        + "AND expires > now()")
                .param("id", id)
                .param("client", clientId)
                .query((row, index) -> read(row))
                .optional();
    }

    /** Leases the oldest job that waits or whose node fell silent; a job that failed too often is given up. */
    Optional<ExportJob> lease(Duration lease) {
        jdbc.sql("UPDATE export_job SET state = 'failed', reason = 'The job was interrupted too often' "
                        + "WHERE state IN ('waiting', 'running') AND attempts >= :most AND leased_until < now()")
                .param("most", MOST_ATTEMPTS)
                .update();
        return jdbc.sql("UPDATE export_job SET state = 'running', attempts = attempts + 1, "
                        + "leased_until = now() + make_interval(secs => :lease) WHERE job_id = (SELECT job_id "
                        + "FROM export_job WHERE state = 'waiting' OR (state = 'running' AND leased_until < now()) "
                        + "ORDER BY created LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING " + COLUMNS)
                .param("lease", lease.toSeconds())
                .query((row, index) -> read(row))
                .optional();
    }

    /** Says how far it is and keeps the lease. @return false when the job was cancelled or taken over */
    boolean progress(String id, String sentence, Duration lease) {
        return jdbc.sql("UPDATE export_job SET progress = :progress, "
                                + "leased_until = now() + make_interval(secs => :lease) "
                                + "WHERE job_id = :id AND state = 'running'")
                        .param("progress", sentence)
                        .param("lease", lease.toSeconds())
                        .param("id", id)
                        .update()
                == 1;
    }

    /** Offers the files. Joins the caller's transaction. @return false when the job was cancelled meanwhile */
    boolean complete(String id, Instant transactionTime, List<ExportFile> files) {
        boolean running = jdbc.sql("UPDATE export_job SET state = 'done', transaction_time = :at "
                                + "WHERE job_id = :id AND state = 'running'")
                        .param("at", Timestamp.from(transactionTime))
                        .param("id", id)
                        .update()
                == 1;
        if (running) {
            files.forEach(file -> jdbc.sql("INSERT INTO export_file (job_id, name, type, object_key, resources, bytes) "
                            + "VALUES (:job, :name, :type, :key, :resources, :bytes)")
                    .param("job", id)
                    .param("name", file.name())
                    .param("type", file.type())
                    .param("key", file.objectKey())
                    .param("resources", file.resources())
                    .param("bytes", file.bytes())
                    .update());
        }
        return running;
    }

    void fail(String id, String reason) {
        jdbc.sql("UPDATE export_job SET state = 'failed', reason = :reason WHERE job_id = :id AND state = 'running'")
                .param("reason", reason)
                .param("id", id)
                .update();
    }

    /** Forgets a job. @return the keys of its objects, which are the caller's to delete */
    List<String> remove(String id) {
        List<String> keys = jdbc.sql("DELETE FROM export_file WHERE job_id = :id RETURNING object_key")
                .param("id", id)
                .query(String.class)
                .list();
        jdbc.sql("DELETE FROM export_job WHERE job_id = :id").param("id", id).update();
        return keys;
    }

    List<String> expired() {
        return jdbc.sql("SELECT job_id FROM export_job WHERE expires < now() LIMIT 100")
                .query(String.class)
                .list();
    }

    private ExportJob read(ResultSet row) throws SQLException {
        return new ExportJob(
                row.getString("job_id"),
                row.getString("client_id"),
                row.getString("request_url"),
                new ExportRequest(
                        Set.of((String[]) row.getArray("types").getArray()),
                        instant(row.getTimestamp("since")),
                        instant(row.getTimestamp("until")),
                        Set.of((String[]) row.getArray("patients").getArray()),
                        filters((String[]) row.getArray("filters").getArray())),
                row.getString("policy"),
                state(row),
                row.getTimestamp("expires").toInstant());
    }

    private ExportJob.State state(ResultSet row) throws SQLException {
        return switch (row.getString("state")) {
            case "done" ->
                new ExportJob.State.Done(
                        instant(row.getTimestamp("transaction_time")).orElse(Instant.EPOCH),
                        files(row.getString("job_id")));
            case "failed" ->
                new ExportJob.State.Failed(
                        Optional.ofNullable(row.getString("reason")).orElse("The job failed"));
            default -> new ExportJob.State.Working(row.getString("progress"));
        };
    }

    private List<ExportFile> files(String id) {
        return jdbc.sql("SELECT name, type, object_key, resources, bytes FROM export_file WHERE job_id = :id "
                        + "ORDER BY name")
                .param("id", id)
                .query((row, index) -> new ExportFile(
                        row.getString("name"),
                        row.getString("type"),
                        row.getString("object_key"),
                        row.getLong("resources"),
                        row.getLong("bytes")))
                .list();
    }

    private static Optional<Instant> instant(@Nullable Timestamp timestamp) {
        return Optional.ofNullable(timestamp).map(Timestamp::toInstant);
    }

    /** As {@code Type?query}. */
    private static String[] filters(Map<String, List<String>> filters) {
        return filters.entrySet().stream()
                .flatMap(type -> type.getValue().stream().map(query -> type.getKey() + "?" + query))
                .toArray(String[]::new);
    }

    private static Map<String, List<String>> filters(String[] texts) {
        Map<String, List<String>> filters = new HashMap<>();
        for (String text : texts) {
            int mark = text.indexOf('?');
            filters.computeIfAbsent(text.substring(0, mark), type -> new ArrayList<>())
                    .add(text.substring(mark + 1));
        }
        return filters;
    }
}
