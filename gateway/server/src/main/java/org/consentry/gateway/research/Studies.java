package org.consentry.gateway.research;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Studies and their subjects as the gateway keeps them. Methods that write join the caller's transaction. */
@Repository
class Studies {
    private static final String COLUMNS =
            "study_id, client_id, title, sponsor, policy, types, criteria, cents, currency, "
                    + "ends, EXTRACT(EPOCH FROM every)::bigint AS seconds, state";

    private final JdbcClient jdbc;

    Studies(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** One patient's place in a study. */
    record Subject(String studyId, String patientId, String state, Optional<String> consentId) {}

    void add(Study study, Instant created) {
        jdbc.sql(
                        "INSERT INTO research_study (study_id, client_id, title, sponsor, policy, types, criteria, cents, "
                                + "currency, ends, every, state, created) VALUES (:id, :client, :title, :sponsor, :policy, "
                                + ":types, :criteria, :cents, :currency, :ends, make_interval(secs => :every), 'draft', :created)")
                .param("id", study.id())
                .param("client", study.clientId())
                .param("title", study.title())
                .param("sponsor", study.sponsor())
                .param("policy", study.policy())
                .param("types", study.types().toArray(String[]::new))
                .param(
                        "criteria",
                        study.criteria().stream().map(Study.Criterion::toString).toArray(String[]::new))
                .param("cents", study.reward().cents())
                .param("currency", study.reward().currency())
                .param("ends", Timestamp.from(study.ends()))
                .param("every", study.every().toSeconds())
                .param("created", Timestamp.from(created))
                .update();
    }

    Optional<Study> find(String id) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM research_study WHERE study_id = :id")
                .param("id", id)
                .query((row, index) -> read(row))
                .optional();
    }

    /** Makes a draft active. @return false when it is none */
    boolean activate(Study study, Instant now) {
        return jdbc.sql("UPDATE research_study SET state = 'active', next_release = :next "
                                + "WHERE study_id = :id AND state = 'draft'")
                        .param("id", study.id())
                        .param("next", study.every().isZero() ? null : Timestamp.from(now.plus(study.every())))
                        .update()
                == 1;
    }

    /** Takes the studies whose release is due, each by one node, and sets the next one. */
    List<Study> due(Instant now) {
        return jdbc.sql("UPDATE research_study SET next_release = next_release + every WHERE state = 'active' "
                        + "AND next_release <= :now AND ends > :now RETURNING " + COLUMNS)
                .param("now", Timestamp.from(now))
                .query((row, index) -> read(row))
                .list();
    }

    void offer(String studyId, String patientId, String taskId, Instant now) {
        jdbc.sql("INSERT INTO research_subject (study_id, patient_id, task_id, state, changed) "
                        + "VALUES (:study, :patient, :task, 'candidate', :now)")
                .param("study", studyId)
                .param("patient", patientId)
                .param("task", taskId)
                .param("now", Timestamp.from(now))
                .update();
    }

    /** Whose offer a Task is; locked for whoever answers it. */
    Optional<Subject> byTask(String taskId, String patientId) {
        return subject("task_id = :id", taskId, patientId);
    }

    Optional<Subject> byStudy(String studyId, String patientId) {
        return subject("study_id = :id", studyId, patientId);
    }

    Optional<Subject> byConsent(String consentId, String patientId) {
        return subject("consent_id = :id", consentId, patientId);
    }

    private Optional<Subject> subject(String condition, String id, String patientId) {
        return jdbc.sql("SELECT study_id, patient_id, state, consent_id FROM research_subject WHERE " + condition
                        + " AND patient_id = :patient FOR UPDATE")
                .param("id", id)
                .param("patient", patientId)
                .query((row, index) -> new Subject(
                        row.getString(1), row.getString(2), row.getString(3), Optional.ofNullable(row.getString(4))))
                .optional();
    }

    void set(Subject subject, String state, Optional<String> consentId, Instant now) {
        jdbc.sql("UPDATE research_subject SET state = :state, consent_id = :consent, changed = :now "
                        + "WHERE study_id = :study AND patient_id = :patient")
                .param("state", state)
                .param("consent", consentId.or(subject::consentId).orElse(null))
                .param("now", Timestamp.from(now))
                .param("study", subject.studyId())
                .param("patient", subject.patientId())
                .update();
    }

    List<String> onStudy(String studyId) {
        return jdbc.sql("SELECT patient_id FROM research_subject WHERE study_id = :id AND state = 'on-study' "
                        + "ORDER BY patient_id")
                .param("id", studyId)
                .query(String.class)
                .list();
    }

    /** The studies in which a patient takes part. */
    List<String> ofPatient(String patientId) {
        return jdbc.sql("SELECT study_id FROM research_subject WHERE patient_id = :id AND state = 'on-study'")
                .param("id", patientId)
                .query(String.class)
                .list();
    }

    /** How many subjects are in each state. */
    Map<String, Integer> enrollment(String studyId) {
        Map<String, Integer> counts = new TreeMap<>();
        jdbc.sql("SELECT state, count(*) FROM research_subject WHERE study_id = :id GROUP BY state")
                .param("id", studyId)
                .query(row -> {
                    counts.put(row.getString(1), row.getInt(2));
                });
        return counts;
    }

    private static Study read(ResultSet row) throws SQLException {
        return new Study(
                row.getString("study_id"),
                row.getString("client_id"),
                row.getString("title"),
                row.getString("sponsor"),
                row.getString("policy"),
                Set.of((String[]) row.getArray("types").getArray()),
                Arrays.stream((String[]) row.getArray("criteria").getArray())
                        .map(text -> Study.Criterion.parse("criterion", text))
                        .toList(),
                new Study.Reward(row.getLong("cents"), row.getString("currency")),
                row.getTimestamp("ends").toInstant(),
                Duration.ofSeconds(row.getLong("seconds")),
                Study.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)));
    }
}
