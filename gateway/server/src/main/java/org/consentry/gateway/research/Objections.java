package org.consentry.gateway.research;

import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.audit.AuditFact;
import org.consentry.gateway.audit.AuditTrail;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.proof.Ledgering;
import org.consentry.ledger.entry.EntryKind;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Who wants to be in no research at all. Holds for every export and count from its commit on. */
@Component
public class Objections {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final JdbcClient jdbc;
    private final Ledgering ledger;
    private final AuditTrail audit;
    private final Participation participation;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Objections(
            JdbcClient jdbc,
            Ledgering ledger,
            AuditTrail audit,
            Participation participation,
            TransactionTemplate transaction,
            Clock clock) {
        this.jdbc = jdbc;
        this.ledger = ledger;
        this.audit = audit;
        this.participation = participation;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Since when the patient objects. */
    public Optional<Instant> since(String patientId) {
        return jdbc.sql("SELECT since FROM research_objection WHERE patient_id = :patient")
                .param("patient", patientId)
                .query((row, index) -> row.getTimestamp(1).toInstant())
                .optional();
    }

    /** The patient objects, and leaves the studies there are; again changes nothing. */
    public void object(Caller.PatientUser patient) {
        transaction.executeWithoutResult(status -> {
            int added = jdbc.sql("INSERT INTO research_objection (patient_id, since) VALUES (:patient, :since) "
                            + "ON CONFLICT DO NOTHING")
                    .param("patient", patient.patientId())
                    .param("since", Timestamp.from(clock.instant()))
                    .update();
            tell(patient, added, EntryKind.CONSENT_REFUSED, "research-object");
            participation.withdrawAll(patient);
        });
    }

    /** The patient objects no more; without an objection nothing changes. */
    public void lift(Caller.PatientUser patient) {
        transaction.executeWithoutResult(status -> {
            int removed = jdbc.sql("DELETE FROM research_objection WHERE patient_id = :patient")
                    .param("patient", patient.patientId())
                    .update();
            tell(patient, removed, EntryKind.CONSENT_GRANTED, "research-allow");
        });
    }

    Set<String> all() {
        return new HashSet<>(jdbc.sql("SELECT patient_id FROM research_objection")
                .query(String.class)
                .list());
    }

    private void tell(Caller.PatientUser patient, int changed, EntryKind kind, String interaction) {
        if (changed == 0) {
            return;
        }
        String fact = JSON.createObjectNode()
                .put("patient", "Patient/" + patient.patientId())
                .put("scope", "research")
                .put("decision", interaction)
                .put("at", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString())
                .toString();
        ledger.append(kind, Optional.of(patient.patientId()), fact.getBytes(StandardCharsets.UTF_8));
        audit.put(new AuditFact(
                patient,
                interaction,
                AuditFact.Outcome.DONE,
                Optional.of(patient.patientId()),
                Optional.empty(),
                Set.of("HRESCH"),
                List.of()));
    }
}
