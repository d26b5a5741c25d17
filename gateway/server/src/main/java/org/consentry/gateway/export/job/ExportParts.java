package org.consentry.gateway.export.job;

import java.sql.Timestamp;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.consentry.gateway.export.ExportFile;
import org.consentry.gateway.export.extract.Part;
import org.consentry.mappers.deidentify.DropReport;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The parts of jobs, and the keys of all objects that jobs may have made. */
@Repository
class ExportParts {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** An attempt that lost its job adds nothing: the job's row is locked while the part's is written. */
    private static final String HELD =
            "FROM export_job WHERE job_id = :job AND state = 'running' AND attempts = :attempt";

    private final JdbcClient jdbc;

    /** Parts are kept while the snapshot's transaction, which only reads, is open. */
    private final TransactionTemplate beside;

    ExportParts(JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.beside = new TransactionTemplate(transactions);
        beside.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    private <T> T beside(Supplier<T> work) {
        return Objects.requireNonNull(beside.execute(status -> work.get()));
    }

    List<Part> of(String jobId) {
        return jdbc.sql("SELECT number, snapshot, last, patients, drops, files FROM export_part WHERE job_id = :job "
                        + "ORDER BY number")
                .param("job", jobId)
                .query((row, index) -> new Part(
                        row.getInt("number"),
                        row.getTimestamp("snapshot").toInstant(),
                        row.getString("last"),
                        row.getString("patients"),
                        JSON.readValue(row.getString("drops"), DropReport.class),
                        JSON.readValue(row.getString("files"), new TypeReference<List<ExportFile>>() {})))
                .list();
    }

    /** Records a part. @return false when the job was cancelled or taken over */
    boolean add(ExportJob job, Part part) {
        return beside(() -> jdbc.sql("INSERT INTO export_part (job_id, number, snapshot, last, patients, drops, files) "
                                + "SELECT job_id, :number, :snapshot, :last, :patients, :drops, :files " + HELD
                                + " FOR UPDATE")
                        .param("job", job.id())
                        .param("attempt", job.attempt())
                        .param("number", part.number())
                        .param("snapshot", Timestamp.from(part.snapshot()))
                        .param("last", part.last())
                        .param("patients", part.patients())
                        .param("drops", JSON.writeValueAsString(part.drops()))
                        .param("files", JSON.writeValueAsString(part.files()))
                        .update()
                == 1);
    }

    void truncate(String jobId, int kept) {
        jdbc.sql("DELETE FROM export_part WHERE job_id = :job AND number > :kept")
                .param("job", jobId)
                .param("kept", kept)
                .update();
    }

    /** Puts an object on record that is about to be made. @return false when the job was cancelled or taken over */
    boolean announce(ExportJob job, String objectKey) {
        return beside(() -> jdbc.sql("INSERT INTO export_object (object_key, job_id) SELECT :key, job_id " + HELD)
                        .param("key", objectKey)
                        .param("job", job.id())
                        .param("attempt", job.attempt())
                        .update()
                == 1);
    }

    boolean isAnnounced(String objectKey) {
        return beside(() -> jdbc.sql("SELECT count(*) FROM export_object WHERE object_key = :key")
                        .param("key", objectKey)
                        .query(Integer.class)
                        .single()
                == 1);
    }

    /** Objects that no job needs any more: it is gone, failed, or done without them; or they were fetched. */
    List<String> unneeded() {
        return jdbc.sql("SELECT object_key FROM export_object o LEFT JOIN export_job j USING (job_id) "
                        + "LEFT JOIN export_file f USING (object_key) WHERE j.job_id IS NULL OR j.state = 'failed' "
                        + "OR (j.state = 'done' AND (f.object_key IS NULL OR f.fetched IS NOT NULL)) LIMIT 1000")
                .query(String.class)
                .list();
    }

    void forget(String objectKey) {
        jdbc.sql("DELETE FROM export_object WHERE object_key = :key")
                .param("key", objectKey)
                .update();
    }
}
