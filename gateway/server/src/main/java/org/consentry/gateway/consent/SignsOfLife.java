package org.consentry.gateway.consent;

import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Author;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.Write;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/*
 * What happens when a patient says nothing any more.
 *
 * She chooses how long her silence may last. Every sign of life begins that time anew; when it has run out, what she
 * granted ends, if she chose that, and those act for her whom she named for it, as long as she stays silent.
 *
 * A grant's end is drawn nearer instead of asking for signs of life with every decision: the decision stays one question,
 * and the end holds to the second like any other. What has ended in the meantime stays ended.
 */
/** A patient's signs of life. */
@Component
public class SignsOfLife {
    private static final int MOST_DAYS = 3_650;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Records records;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final TransactionTemplate transaction;

    SignsOfLife(Records records, JdbcClient jdbc, Clock clock, TransactionTemplate transaction) {
        this.records = records;
        this.jdbc = jdbc;
        this.clock = clock;
        this.transaction = transaction;
    }

    /**
     * What a patient chose.
     *
     * @param days how long her silence may last
     * @param lapse whether what she granted ends then
     * @param due until when the last sign of life holds
     */
    public record Choice(int days, boolean lapse, Instant due) {}

    /** What the patient chose, if she did. */
    public Optional<Choice> of(String patientId) {
        return jdbc.sql("SELECT days, lapse, due FROM sign_of_life WHERE patient_id = :patient")
                .param("patient", patientId)
                .query((row, index) -> new Choice(
                        row.getInt("days"),
                        row.getBoolean("lapse"),
                        row.getTimestamp("due").toInstant()))
                .optional();
    }

    /**
     * The patient chooses, which is a sign of life.
     *
     * @throws Problem UNPROCESSABLE for a time that is none
     */
    public Choice choose(Caller.PatientUser patient, int days, boolean lapse) {
        requireInPerson(patient);
        if (days < 1 || days > MOST_DAYS) {
            throw Problem.at(ProblemKind.UNPROCESSABLE, "days", "1 to " + MOST_DAYS);
        }
        Choice choice = new Choice(days, lapse, due(days));
        transaction.executeWithoutResult(status -> keep(patient.patientId(), choice));
        return choice;
    }

    /** A sign of life; without meaning for whoever chose nothing. */
    public Optional<Choice> touch(Caller.PatientUser patient) {
        requireInPerson(patient);
        return of(patient.patientId()).map(choice -> choose(patient, choice.days(), choice.lapse()));
    }

    /** The patient no longer wants it. What had its end drawn nearer ends when it was granted to. */
    public void forget(Caller.PatientUser patient) {
        requireInPerson(patient);
        transaction.executeWithoutResult(status -> {
            Optional<Choice> choice = of(patient.patientId());
            jdbc.sql("DELETE FROM sign_of_life WHERE patient_id = :patient")
                    .param("patient", patient.patientId())
                    .update();
            draw(patient.patientId(), Optional.empty());
            choice.ifPresent(it -> task(patient.patientId(), it, "cancelled"));
        });
    }

    private void keep(String patientId, Choice choice) {
        jdbc.sql("INSERT INTO sign_of_life (patient_id, days, lapse, due) VALUES (:patient, :days, :lapse, :due) "
                        + "ON CONFLICT (patient_id) DO UPDATE SET days = excluded.days, lapse = excluded.lapse, "
                        + "due = excluded.due")
                .param("patient", patientId)
                .param("days", choice.days())
                .param("lapse", choice.lapse())
                .param("due", Timestamp.from(choice.due()))
                .update();
        draw(patientId, Optional.of(choice.due()).filter(due -> choice.lapse()));
        task(patientId, choice, "requested");
    }

    /** Draws the ends of what is in force to this instant, or to where they were. */
    private void draw(String patientId, Optional<Instant> due) {
        jdbc.sql("UPDATE consent_grant SET granted_until = COALESCE(granted_until, ends), "
                        + "ends = LEAST(COALESCE(granted_until, ends), CAST(:due AS timestamptz)) "
                        + "WHERE patient_id = :patient AND revoked IS NULL AND expired IS NULL AND ends > :now")
                .param("patient", patientId)
                .param("due", due.map(Timestamp::from).orElse(null), java.sql.Types.TIMESTAMP)
                .param("now", Timestamp.from(clock.instant()))
                .update();
    }

    private void task(String patientId, Choice choice, String status) {
        ResourceId id = new ResourceId("Task", "sign-of-life-" + patientId);
        ObjectNode task = JSON.createObjectNode();
        task.put("resourceType", "Task").put("id", id.id()).put("status", status);
        task.put("intent", "order");
        task.putObject("code")
                .putArray("coding")
                .addObject()
                .put("system", GatewayPapers.TASKS)
                .put("code", "sign-of-life");
        task.putObject("for").put("reference", "Patient/" + patientId);
        task.putObject("owner").put("reference", "Patient/" + patientId);
        task.put("authoredOn", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        task.putObject("restriction")
                .putObject("period")
                .put("end", choice.due().toString());
        input(task, "days").put("valueInteger", choice.days());
        input(task, "lapse").put("valueBoolean", choice.lapse());
        byte[] json = task.toString().getBytes(StandardCharsets.UTF_8);
        records.write(List.of(new Write.Put(id, json, OptionalLong.empty())), Author.gateway());
    }

    private static ObjectNode input(ObjectNode task, String name) {
        ObjectNode input = task.withArray("input").addObject();
        input.putObject("type").put("text", name);
        return input;
    }

    private Instant due(int days) {
        return clock.instant().plus(Duration.ofDays(days)).truncatedTo(ChronoUnit.SECONDS);
    }

    private static void requireInPerson(Caller.PatientUser patient) {
        if (patient.proxy().isPresent()) {
            throw Problem.of(ProblemKind.FORBIDDEN, "A sign of life is the patient's own");
        }
    }
}
