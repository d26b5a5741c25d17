package org.consentry.gateway.research;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.consentry.gateway.proof.Ledgering;
import org.consentry.gateway.record.Author;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.Write;
import org.consentry.ledger.entry.EntryKind;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What patients are given for taking part: once per study and patient, whatever they answer how often. */
@Component
public class Rewards {
    private final JdbcClient jdbc;
    private final Ledgering ledger;
    private final Records records;
    private final Clock clock;

    Rewards(JdbcClient jdbc, Ledgering ledger, Records records, Clock clock) {
        this.jdbc = jdbc;
        this.ledger = ledger;
        this.records = records;
        this.clock = clock;
    }

    /**
     * One reward.
     *
     * @param digest of the ledger entry, by which its receipt is fetched
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Given(String studyId, long cents, String currency, Instant at, byte[] digest) {}

    /** Gives the study's reward unless it was given before. Joins the caller's transaction. */
    void give(Study study, String patientId, Author author) {
        if (study.reward().cents() == 0 || isGiven(study.id(), patientId)) {
            return;
        }
        Instant now = clock.instant();
        Ledgering.Receipt receipt = ledger.append(
                EntryKind.REWARD, Optional.of(patientId), StudyPapers.fact("reward", study, patientId, now));
        // Two that got here at the same time: the key lets one pass, and the other's transaction fails as a whole.
        jdbc.sql("INSERT INTO research_reward (study_id, patient_id, cents, currency, at, digest) "
                        + "VALUES (:study, :patient, :cents, :currency, :at, :digest)")
                .param("study", study.id())
                .param("patient", patientId)
                .param("cents", study.reward().cents())
                .param("currency", study.reward().currency())
                .param("at", Timestamp.from(now))
                .param("digest", receipt.digest())
                .update();
        records.write(List.of(new Write.Create("Invoice", StudyPapers.invoice(study, patientId, now))), author);
    }

    private boolean isGiven(String studyId, String patientId) {
        return jdbc.sql("SELECT count(*) FROM research_reward WHERE study_id = :study AND patient_id = :patient")
                        .param("study", studyId)
                        .param("patient", patientId)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /** All that a patient was given, oldest first. */
    public List<Given> of(String patientId) {
        return jdbc.sql("SELECT study_id, cents, currency, at, digest FROM research_reward WHERE patient_id = :patient "
                        + "ORDER BY at")
                .param("patient", patientId)
                .query((row, index) -> new Given(
                        row.getString(1),
                        row.getLong(2),
                        row.getString(3),
                        row.getTimestamp(4).toInstant(),
                        row.getBytes(5)))
                .list();
    }
}
