package org.consentry.gateway.consent;

import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.access.Grant;
import org.consentry.gateway.access.GrantedAction;
import org.consentry.gateway.access.Grants;
import org.consentry.gateway.access.Memberships;
import org.consentry.gateway.access.Reader;
import org.consentry.gateway.access.Slice;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.display.ShownText;
import org.consentry.gateway.event.EventKind;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Author;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.Write;
import org.consentry.ledger.entry.EntryKind;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/*
 * Access without a yes, in an emergency.
 *
 * It is a grant like any other, so that every door, the log and the revocation treat it alike: to one practitioner in
 * person, for one patient, for the emergency data set, for hours. What makes it tolerable is what comes with it in the
 * same transaction: the patient is told at once, a review waits in her inbox, the ledger has it. She can end it like
 * any consent, and can rule it out beforehand.
 */
@Component
public class BreakGlass {
    /** What one needs to know in an emergency. */
    static final Set<String> EMERGENCY_SET = Set.of(
            "Patient",
            "AllergyIntolerance",
            "Condition",
            "MedicationStatement",
            "MedicationRequest",
            "Immunization",
            "Procedure",
            "Device",
            "Flag",
            "RelatedPerson");

    /** The code of the Task in which it is reviewed. */
    static final String REVIEW = "break-glass-review";

    static final String PURPOSE = "BTG";
    private static final int LEAST_REASON = 10;
    private static final int MOST_REASON = 1_000;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ConsentRecords consents;
    private final Records records;
    private final Grants grants;
    private final Memberships memberships;
    private final ConsentSettings settings;
    private final EmergencyEnds ends;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    BreakGlass(
            ConsentRecords consents,
            Records records,
            Grants grants,
            Memberships memberships,
            ConsentSettings settings,
            EmergencyEnds ends,
            JdbcClient jdbc,
            TransactionTemplate transaction) {
        this.consents = consents;
        this.records = records;
        this.grants = grants;
        this.memberships = memberships;
        this.settings = settings;
        this.ends = ends;
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /**
     * Opens the emergency data set of one patient to one practitioner.
     *
     * @param reason why, in words for the patient and the reviewer
     * @return the Consent that stands for it
     */
    public StoredVersion open(Caller.PractitionerUser practitioner, String patientId, String reason) {
        String words = reason.strip();
        if (words.length() < LEAST_REASON || words.length() > MOST_REASON) {
            throw Problem.at(ProblemKind.UNPROCESSABLE, "reason", LEAST_REASON + " to " + MOST_REASON + " characters");
        }
        ShownText.require("reason", JSON.createObjectNode().put("reason", words));
        if (!memberships.isActive(
                new Reader(practitioner.organization(), Optional.of(practitioner.practitionerId())))) {
            throw Problem.of(ProblemKind.FORBIDDEN, "This practitioner no longer acts for the organization");
        }
        boolean known = records.current(new ResourceId("Patient", patientId), new Visibility.Everything())
                .filter(version -> version.change() != StoredVersion.Change.DELETED)
                .isPresent();
        if (!known) {
            throw Problem.of(ProblemKind.NOT_FOUND, "There is no such Patient");
        }
        if (isRuledOut(patientId)) {
            throw Problem.of(ProblemKind.FORBIDDEN, "The patient has ruled out emergency access");
        }
        ends.refuse(practitioner, patientId, consents.now());
        return opened(practitioner, patientId)
                .orElseGet(() ->
                        Objects.requireNonNull(transaction.execute(status -> grant(practitioner, patientId, words))));
    }

    /** What is open already: asking again neither prolongs it nor tells the patient once more. */
    private Optional<StoredVersion> opened(Caller.PractitionerUser practitioner, String patientId) {
        Reader reader = new Reader(practitioner.organization(), Optional.of(practitioner.practitionerId()));
        return grants.held(reader, Set.of(patientId), consents.now()).stream()
                .filter(grant -> grant.purposes().equals(Set.of(PURPOSE)))
                .filter(grant -> grant.actors().equals(Set.of("Practitioner/" + practitioner.practitionerId())))
                .flatMap(grant ->
                        records
                                .current(new ResourceId("Consent", grant.consentId()), new Visibility.Everything())
                                .stream())
                .findFirst();
    }

    private StoredVersion grant(Caller.PractitionerUser practitioner, String patientId, String reason) {
        Instant now = consents.now();
        Instant end = now.plus(settings.breakGlass()).truncatedTo(ChronoUnit.SECONDS);
        ConsentForm form = new ConsentForm(
                Slice.ofTypes(EMERGENCY_SET),
                List.of(),
                Set.of(PURPOSE),
                Set.of(GrantedAction.ACCESS),
                Set.of("Practitioner/" + practitioner.practitionerId()),
                Optional.empty(),
                end);
        ObjectNode asked = JSON.createObjectNode();
        ObjectNode proposed = ConsentJson.proposed(
                asked, practitioner.organization(), practitioner.organization().value(), now, form);
        ObjectNode consent = ConsentJson.granted(proposed, patientId, "Patient/" + patientId, now, form);
        consent.remove("performer");
        StoredVersion stored = consents.propose(
                consent,
                new ConsentRecords.Change(EntryKind.DISCLOSURE, EventKind.BREAK_GLASS, "break-glass", practitioner));
        grants.add(new Grant(
                stored.id().id(),
                patientId,
                practitioner.organization(),
                form.actors(),
                "",
                form.purposes(),
                form.actions(),
                form.permitted(),
                form.except(),
                now.minusMillis(1),
                end));
        review(practitioner, patientId, stored, reason, now);
        return stored;
    }

    private void review(
            Caller.PractitionerUser practitioner, String patientId, StoredVersion consent, String reason, Instant now) {
        ObjectNode task = JSON.createObjectNode();
        task.put("resourceType", "Task").put("status", "requested").put("intent", "order");
        task.putObject("code")
                .putArray("coding")
                .addObject()
                .put("system", GatewayPapers.TASKS)
                .put("code", REVIEW);
        task.putObject("for").put("reference", "Patient/" + patientId);
        task.putObject("requester").put("reference", "Practitioner/" + practitioner.practitionerId());
        task.putObject("owner").put("reference", practitioner.organization().reference());
        task.putObject("focus").put("reference", consent.id().reference());
        task.putObject("reasonCode").put("text", reason);
        task.put("authoredOn", now.truncatedTo(ChronoUnit.SECONDS).toString());
        records.write(
                List.of(new Write.Create("Task", task.toString().getBytes(StandardCharsets.UTF_8))), Author.gateway());
    }

    /** The patient says whether emergencies open the record. What is open already stays until it is revoked or ends. */
    public void choose(Caller.PatientUser patient, boolean allowed) {
        if (allowed) {
            jdbc.sql("DELETE FROM emergency_opt_out WHERE patient_id = :patient")
                    .param("patient", patient.patientId())
                    .update();
        } else {
            jdbc.sql("INSERT INTO emergency_opt_out (patient_id, at) VALUES (:patient, :at) ON CONFLICT DO NOTHING")
                    .param("patient", patient.patientId())
                    .param("at", Timestamp.from(consents.now()))
                    .update();
        }
    }

    /** Whether the patient left emergency access open. */
    public boolean isAllowed(Caller.PatientUser patient) {
        return !isRuledOut(patient.patientId());
    }

    private boolean isRuledOut(String patientId) {
        return jdbc.sql("SELECT EXISTS (SELECT 1 FROM emergency_opt_out WHERE patient_id = :patient)")
                .param("patient", patientId)
                .query(Boolean.class)
                .single();
    }
}
