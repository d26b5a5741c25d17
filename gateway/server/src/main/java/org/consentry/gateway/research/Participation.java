package org.consentry.gateway.research;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.audit.AuditFact;
import org.consentry.gateway.audit.AuditTrail;
import org.consentry.gateway.event.EventKind;
import org.consentry.gateway.event.Outbox;
import org.consentry.gateway.event.Recipient;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.proof.Ledgering;
import org.consentry.gateway.record.Author;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.Write;
import org.consentry.ledger.entry.EntryKind;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The patient's answers: yes, no, and no more. Each is one transaction with its Consent, its ResearchSubject, the study's
 * Group, the reward, the ledger entry and the audit record; of two answers at the same time one waits for the other.
 */
@Component
public class Participation {
    private final Studies studies;
    private final Rewards rewards;
    private final Records records;
    private final Ledgering ledger;
    private final Outbox outbox;
    private final AuditTrail audit;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Participation(
            Studies studies,
            Rewards rewards,
            Records records,
            Ledgering ledger,
            Outbox outbox,
            AuditTrail audit,
            TransactionTemplate transaction,
            Clock clock) {
        this.studies = studies;
        this.rewards = rewards;
        this.records = records;
        this.ledger = ledger;
        this.outbox = outbox;
        this.audit = audit;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Whether a Task of the patient's is an offer. */
    public boolean isOffer(Caller.PatientUser patient, String taskId) {
        return Boolean.TRUE.equals(transaction.execute(
                status -> studies.byTask(taskId, patient.patientId()).isPresent()));
    }

    /** Takes an offer; taking it again changes nothing and gives nothing. */
    public StoredVersion accept(Caller.PatientUser patient, String taskId) {
        return answered(patient, taskId, "completed", subject -> {
            if (!subject.state().equals("on-study")) {
                join(patient, subject);
            }
        });
    }

    /** Leaves an offer. Who takes part withdraws instead. */
    public StoredVersion decline(Caller.PatientUser patient, String taskId) {
        return answered(patient, taskId, "rejected", subject -> {
            if (subject.state().equals("on-study")) {
                throw Problem.of(ProblemKind.CONFLICT, "The offer was taken; withdraw from the study instead");
            }
            studies.set(subject, "declined", Optional.empty(), clock.instant());
            tell(patient, study(subject), EntryKind.CONSENT_REFUSED, "research-decline");
        });
    }

    private interface Answer {
        void of(Studies.Subject subject);
    }

    private StoredVersion answered(Caller.PatientUser patient, String taskId, String status, Answer answer) {
        return Objects.requireNonNull(transaction.execute(running -> {
            Studies.Subject subject = studies.byTask(taskId, patient.patientId())
                    .orElseThrow(() -> Problem.of(ProblemKind.NOT_FOUND, "No such offer"));
            answer.of(subject);
            ResourceId task = new ResourceId("Task", taskId);
            byte[] current = records.current(task, new Visibility.Everything())
                    .orElseThrow(() -> Problem.of(ProblemKind.NOT_FOUND, "No such offer"))
                    .json();
            return put(task, StudyPapers.in(current, status), patient);
        }));
    }

    private void join(Caller.PatientUser patient, Studies.Subject subject) {
        Study study = study(subject);
        Instant now = clock.instant();
        if (study.state() != Study.State.ACTIVE || !study.ends().isAfter(now)) {
            throw Problem.of(ProblemKind.CONFLICT, "This study is over");
        }
        StoredVersion consent = records.write(
                        List.of(new Write.Create("Consent", StudyPapers.consent(study, patient.patientId(), now))),
                        author(patient))
                .getFirst();
        studies.set(subject, "on-study", Optional.of(consent.id().id()), now);
        papers(patient, study, consent.id().id(), "on-study");
        tell(patient, study, EntryKind.CONSENT_GRANTED, "research-accept");
        rewards.give(study, patient.patientId(), author(patient));
    }

    /** Leaves a study: from now on nothing of the patient goes to it. @throws Problem NOT_FOUND when in no such study */
    public StoredVersion withdraw(Caller.PatientUser patient, String studyId) {
        return Objects.requireNonNull(transaction.execute(status -> {
            Studies.Subject subject = studies.byStudy(studyId, patient.patientId())
                    .filter(found -> found.state().equals("on-study"))
                    .orElseThrow(() -> Problem.of(ProblemKind.NOT_FOUND, "The patient takes part in no such study"));
            return leave(patient, subject);
        }));
    }

    /** Leaves every study, because the patient wants to be in none. */
    void withdrawAll(Caller.PatientUser patient) {
        for (String study : studies.ofPatient(patient.patientId())) {
            studies.byStudy(study, patient.patientId()).ifPresent(subject -> leave(patient, subject));
        }
    }

    /** The study that a research consent of the patient's is for. */
    public Optional<String> studyOf(Caller.PatientUser patient, String consentId) {
        Optional<String> study = transaction.execute(
                status -> studies.byConsent(consentId, patient.patientId()).map(Studies.Subject::studyId));
        return study == null ? Optional.empty() : study;
    }

    private StoredVersion leave(Caller.PatientUser patient, Studies.Subject subject) {
        Study study = study(subject);
        String consentId = subject.consentId().orElseThrow();
        studies.set(subject, "withdrawn", Optional.empty(), clock.instant());
        ResourceId consent = new ResourceId("Consent", consentId);
        byte[] given = records.current(consent, new Visibility.Everything())
                .orElseThrow()
                .json();
        StoredVersion ended = put(consent, StudyPapers.in(given, "inactive"), patient);
        papers(patient, study, consentId, "withdrawn");
        tell(patient, study, EntryKind.CONSENT_REVOKED, "research-withdraw");
        return ended;
    }

    /** The ResearchSubject in its state, and the Group of all who take part. */
    private void papers(Caller.PatientUser patient, Study study, String consentId, String state) {
        ResourceId subject = new ResourceId("ResearchSubject", consentId);
        put(subject, StudyPapers.subject(study, patient.patientId(), consentId, state), patient);
        byte[] group = StudyPapers.group(study, studies.onStudy(study.id()));
        put(new ResourceId("Group", groupOf(study.id())), group, patient);
    }

    /** The id of the Group of a study's subjects. */
    static String groupOf(String studyId) {
        return "study-" + studyId;
    }

    private Study study(Studies.Subject subject) {
        return studies.find(subject.studyId()).orElseThrow();
    }

    private StoredVersion put(ResourceId id, byte[] json, Caller caller) {
        return records.write(List.of(new Write.Put(id, json, OptionalLong.empty())), author(caller))
                .getFirst();
    }

    private static Author author(Caller caller) {
        return new Author(OrganizationId.AUTHORITY, caller.actor(), Author.Kind.BOOKKEEPING);
    }

    private void tell(Caller.PatientUser patient, Study study, EntryKind kind, String step) {
        String patientId = patient.patientId();
        ledger.append(kind, Optional.of(patientId), StudyPapers.fact(step, study, patientId, clock.instant()));
        outbox.put(
                new Recipient.ToPatient(patientId),
                kind == EntryKind.CONSENT_GRANTED
                        ? EventKind.CONSENT_GRANTED
                        : kind == EntryKind.CONSENT_REFUSED ? EventKind.CONSENT_REFUSED : EventKind.CONSENT_REVOKED,
                Map.of("study", "ResearchStudy/" + study.id()));
        audit.put(new AuditFact(
                patient,
                step,
                AuditFact.Outcome.DONE,
                Optional.of(patientId),
                Optional.empty(),
                Set.of("HRESCH"),
                List.of("ResearchStudy/" + study.id())));
    }
}
