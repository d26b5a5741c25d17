package org.consentry.gateway.research;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.audit.AuditFact;
import org.consentry.gateway.audit.AuditTrail;
import org.consentry.gateway.event.EventKind;
import org.consentry.gateway.event.Outbox;
import org.consentry.gateway.event.Recipient;
import org.consentry.gateway.export.selection.NamingSearches;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Author;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.Write;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A study from its draft to its candidates: an analyst submits it, the operator reviews it, and whoever fits it is told.
 * Neither learns who was told.
 */
@Component
public class StudyOffers {
    private static final int MOST_CANDIDATES = 10_000;

    private final Studies studies;
    private final Finding finding;
    private final Records records;
    private final NamingSearches naming;
    private final Outbox outbox;
    private final AuditTrail audit;
    private final TransactionTemplate transaction;
    private final Clock clock;

    StudyOffers(
            Studies studies,
            Finding finding,
            Records records,
            NamingSearches naming,
            Outbox outbox,
            AuditTrail audit,
            TransactionTemplate transaction,
            Clock clock) {
        this.studies = studies;
        this.finding = finding;
        this.records = records;
        this.naming = naming;
        this.outbox = outbox;
        this.audit = audit;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Whether a ResearchStudy makes an offer; others are members' own. */
    public static boolean isOne(byte[] json) {
        return StudyForm.of(json).isPresent();
    }

    /** Stores a draft. @throws Problem FORBIDDEN to all but analysts; UNPROCESSABLE naming what is not acceptable */
    public StoredVersion submit(Caller caller, byte[] json) {
        if (!(caller instanceof Caller.Analyst analyst)) {
            throw Problem.of(ProblemKind.FORBIDDEN, "Studies are submitted by analysts");
        }
        StudyForm form = StudyForm.of(json)
                .orElseThrow(() -> Problem.at(ProblemKind.UNPROCESSABLE, "extension", StudyForm.OFFER));
        String id = UUID.randomUUID().toString();
        Instant now = clock.instant();
        Study study = form.study(id, analyst.clientId(), now, naming);
        return Objects.requireNonNull(transaction.execute(status -> {
            studies.add(study, now);
            note(caller, "study-submit", Optional.empty(), "ResearchStudy/" + id);
            return put("ResearchStudy", id, form.stored(id, "in-review"), caller);
        }));
    }

    /**
     * Makes a draft active and tells its candidates.
     *
     * @throws Problem FORBIDDEN to all but the operator; NOT_FOUND; CONFLICT when it is no draft
     */
    public StoredVersion approve(Caller caller, String studyId) {
        if (!(caller instanceof Caller.Operator)) {
            throw Problem.of(ProblemKind.FORBIDDEN, "Studies are reviewed by the operator");
        }
        Study study = studies.find(studyId).orElseThrow(() -> Problem.of(ProblemKind.NOT_FOUND, "No such study"));
        Set<String> candidates = new TreeSet<>(finding.all(study.criteria()));
        if (candidates.size() > MOST_CANDIDATES) {
            throw Problem.of(ProblemKind.UNPROCESSABLE, "More than " + MOST_CANDIDATES + " candidates; narrow it");
        }
        return Objects.requireNonNull(transaction.execute(status -> {
            if (!studies.activate(study, clock.instant())) {
                throw Problem.of(ProblemKind.CONFLICT, "This study has been reviewed already");
            }
            candidates.forEach(patient -> offer(study, patient, caller));
            note(caller, "study-approve", Optional.empty(), "ResearchStudy/" + studyId);
            return put("ResearchStudy", studyId, StudyPapers.in(resource(studyId), "active"), caller);
        }));
    }

    private void offer(Study study, String patientId, Caller caller) {
        Instant now = clock.instant();
        StoredVersion task = records.write(
                        List.of(new Write.Create("Task", StudyPapers.task(study, patientId, now))), author(caller))
                .getFirst();
        studies.offer(study.id(), patientId, task.id().id(), now);
        outbox.put(
                new Recipient.ToPatient(patientId),
                EventKind.RESEARCH_OFFER,
                Map.of("task", task.id().reference(), "study", "ResearchStudy/" + study.id()));
        note(caller, "research-offer", Optional.of(patientId), task.id().reference());
    }

    /** How many subjects are in each state, for the study's client. @throws Problem NOT_FOUND for anybody else's */
    public Map<String, Integer> enrollment(Caller caller, String studyId) {
        boolean own = studies.find(studyId)
                .filter(study ->
                        caller instanceof Caller.Analyst && study.clientId().equals(caller.clientId()))
                .isPresent();
        if (!own) {
            throw Problem.of(ProblemKind.NOT_FOUND, "No such study");
        }
        return studies.enrollment(studyId);
    }

    private byte[] resource(String studyId) {
        return records.current(new ResourceId("ResearchStudy", studyId), new Visibility.Everything())
                .orElseThrow(() -> Problem.of(ProblemKind.NOT_FOUND, "No such study"))
                .json();
    }

    private StoredVersion put(String type, String id, byte[] json, Caller caller) {
        return records.write(
                        List.of(new Write.Put(new ResourceId(type, id), json, OptionalLong.empty())), author(caller))
                .getFirst();
    }

    private static Author author(Caller caller) {
        return new Author(OrganizationId.AUTHORITY, caller.actor(), Author.Kind.BOOKKEEPING);
    }

    private void note(Caller caller, String step, Optional<String> patientId, String touched) {
        audit.put(new AuditFact(
                caller, step, AuditFact.Outcome.DONE, patientId, Optional.empty(), Set.of("HRESCH"), List.of(touched)));
    }
}
