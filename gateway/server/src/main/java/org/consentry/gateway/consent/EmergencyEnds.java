package org.consentry.gateway.consent;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.access.Grant;
import org.consentry.gateway.audit.AuditFact;
import org.consentry.gateway.audit.AuditTrail;
import org.consentry.gateway.event.EventKind;
import org.consentry.gateway.event.Outbox;
import org.consentry.gateway.event.Recipient;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Emergency accesses that somebody else than their holder ended before their time (decision 18). Until that time they keep
 * the holder and its organization from opening another one, unless a second person lifts that. What is
 * written joins the caller's transaction.
 */
@Component
class EmergencyEnds {
    private final JdbcClient jdbc;
    private final AuditTrail audit;
    private final Outbox outbox;
    private final TransactionTemplate transaction;

    EmergencyEnds(JdbcClient jdbc, AuditTrail audit, Outbox outbox, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.outbox = outbox;
        this.transaction = transaction;
    }

    /** Remembers the end of an emergency access; does nothing for other accesses. */
    void ended(Grant access, Instant now) {
        if (!access.purposes().equals(Set.of(BreakGlass.PURPOSE))
                || !access.ends().isAfter(now)) {
            return;
        }
        jdbc.sql("DELETE FROM emergency_ended WHERE until <= :now")
                .param("now", Timestamp.from(now))
                .update();
        jdbc.sql("INSERT INTO emergency_ended (consent_id, patient_id, organization, practitioner, until) "
                        + "VALUES (:consent, :patient, :organization, :practitioner, :until) ON CONFLICT DO NOTHING")
                .param("consent", access.consentId())
                .param("patient", access.patientId())
                .param("organization", access.reader().value())
                .param("practitioner", access.actors().stream().findFirst().orElse(""))
                .param("until", Timestamp.from(access.ends()))
                .update();
    }

    /** A second person found the access justified. */
    void lift(String consentId) {
        jdbc.sql("DELETE FROM emergency_ended WHERE consent_id = :consent")
                .param("consent", consentId)
                .update();
    }

    /**
     * Refuses another access where one was ended; the patient reads of every attempt and is told of the first.
     *
     * @throws Problem FORBIDDEN
     */
    void refuse(Caller.PractitionerUser practitioner, String patientId, Instant now) {
        boolean keptOut = about(
                        "SELECT EXISTS (SELECT 1 FROM emergency_ended WHERE ", practitioner, patientId, now, ")")
                .query(Boolean.class)
                .single();
        if (keptOut) {
            transaction.executeWithoutResult(status -> tell(practitioner, patientId, now));
            throw Problem.of(
                    ProblemKind.FORBIDDEN,
                    "An emergency access of this organization was ended; another one opens after somebody else of it has "
                            + "found that one justified");
        }
    }

    private void tell(Caller.PractitionerUser practitioner, String patientId, Instant now) {
        audit.put(new AuditFact(
                practitioner,
                "break-glass",
                AuditFact.Outcome.REFUSED,
                Optional.of(patientId),
                Optional.empty(),
                Set.of(BreakGlass.PURPOSE),
                List.of()));
        String untold = "UPDATE emergency_ended SET told = true WHERE NOT told AND ";
        if (about(untold, practitioner, patientId, now, "").update() > 0) {
            String organization = practitioner.organization().reference();
            outbox.put(
                    new Recipient.ToPatient(patientId),
                    EventKind.BREAK_GLASS,
                    Map.of("organization", organization, "outcome", "refused"));
        }
    }

    private JdbcClient.StatementSpec about(
            String before, Caller.PractitionerUser practitioner, String patientId, Instant now, String after) {
        return jdbc.sql(before + "patient_id = :patient AND until > :now "
                        + "AND (organization = :organization OR practitioner = :practitioner)" + after)
                .param("patient", patientId)
                .param("now", Timestamp.from(now))
                .param("organization", practitioner.organization().value())
                .param("practitioner", "Practitioner/" + practitioner.practitionerId());
    }
}
