package org.consentry.gateway.proposal;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.consentry.gateway.access.GrantedAction;
import org.consentry.gateway.access.Grants;
import org.consentry.gateway.access.Memberships;
import org.consentry.gateway.access.PatientSources;
import org.consentry.gateway.access.Reader;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.access.Window;
import org.consentry.gateway.access.WriteIntent;
import org.consentry.gateway.display.ShownText;
import org.consentry.gateway.event.EventKind;
import org.consentry.gateway.event.Recipient;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.identity.Scopes.Interaction;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Author;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.Submissions;
import org.consentry.gateway.record.Write;
import org.consentry.ledger.merkle.Hash;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Proposing a change and answering it.
 *
 * <p>Accepting takes the Task first, in the version that was read, and then submits the changes in the same transaction.
 * If a resource has another version by now, everything is rolled back: the answer is 412 and the Task waits as before.
 */
@Component
public class UpdateProposals {
    private final Records records;
    private final Submissions submissions;
    private final Grants grants;
    private final PatientSources sources;
    private final Memberships memberships;
    private final ProposalTasks tasks;
    private final Clock clock;
    private final TransactionTemplate transaction;

    UpdateProposals(
            Records records,
            Submissions submissions,
            Grants grants,
            PatientSources sources,
            Memberships memberships,
            ProposalTasks tasks,
            Clock clock,
            TransactionTemplate transaction) {
        this.records = records;
        this.submissions = submissions;
        this.grants = grants;
        this.sources = sources;
        this.memberships = memberships;
        this.tasks = tasks;
        this.clock = clock;
        this.transaction = transaction;
    }

    /**
     * Stores a proposal and tells the patient. Only who may read the record proposes a change of it.
     *
     * @throws Problem UNPROCESSABLE naming what could not be carried out; FORBIDDEN for a record that is closed and for
     *     one that is not there alike
     */
    public StoredVersion propose(Caller caller, byte[] json) {
        Reader reader = Reader.of(caller)
                .filter(known -> caller.covers(Interaction.CREATE, "Task") && memberships.isActive(known))
                .orElseThrow(() -> Problem.of(ProblemKind.FORBIDDEN, "This caller proposes no changes"));
        ProposedUpdate proposed = ProposedUpdate.read(json);
        ShownText.require("Task.description", proposed.task().path("description"));
        requireReading(reader, caller.purposes(), proposed.patientId());
        return Objects.requireNonNull(transaction.execute(status -> store(caller, reader.organization(), proposed)));
    }

    private void requireReading(Reader reader, Set<String> purposes, String patientId) {
        boolean broughtIn =
                reader.organization().equals(sources.of(Set.of(patientId)).get(patientId));
        boolean reads = grants.held(reader, Set.of(patientId), clock.instant()).stream()
                .anyMatch(grant -> grant.actions().contains(GrantedAction.ACCESS) && grant.serves(purposes));
        if (!broughtIn && !reads) {
            throw Problem.of(ProblemKind.FORBIDDEN, WriteIntent.NOT_TO_ADD);
        }
    }

    private StoredVersion store(Caller caller, OrganizationId requester, ProposedUpdate proposed) {
        String open = ProposalKind.UPDATE.open() + "&patient=" + proposed.patientId();
        byte[] task = proposed.requested(
                requester, now().truncatedTo(ChronoUnit.SECONDS).toString());
        StoredVersion stored = tasks.add(open, task, requester, caller);
        tasks.tell(new Recipient.ToPatient(proposed.patientId()), EventKind.UPDATE_PROPOSED, stored, requester);
        tasks.note(caller, "update-propose", Optional.of(proposed.patientId()), stored);
        return stored;
    }

    /** Carries a proposal out. @throws Problem STALE when what it would replace has changed; the Task waits as before */
    public StoredVersion accept(Caller.PatientUser patient, String taskId) {
        return Objects.requireNonNull(transaction.execute(status -> {
            ProposedUpdate proposed = open(patient, taskId);
            StoredVersion completed = answer(patient, taskId, proposed, "completed");
            submissions.submit(
                    proposed.transaction(),
                    Hash.sha256(completed.json()).bytes(),
                    new Author(requester(completed), patient.subject(), Author.Kind.SUBMISSION),
                    new Submissions.Terms(
                            new Visibility.Limited(Optional.empty(), List.of()),
                            Submissions.Unmatched.REFUSED,
                            intents -> requireWithin(patient.patientId(), intents),
                            alongside -> {}));
            tasks.note(patient, "update-accept", Optional.of(patient.patientId()), completed);
            return completed;
        }));
    }

    /** Says no. Nothing changes but the Task. */
    public StoredVersion reject(Caller.PatientUser patient, String taskId) {
        return Objects.requireNonNull(transaction.execute(status -> {
            StoredVersion rejected = answer(patient, taskId, open(patient, taskId), "rejected");
            tasks.note(patient, "update-reject", Optional.of(patient.patientId()), rejected);
            return rejected;
        }));
    }

    /** What the patient was shown is what is stored: these types, this patient, nothing that moves. */
    private static void requireWithin(String patientId, List<WriteIntent> intents) {
        for (WriteIntent intent : intents) {
            boolean within = ProposedUpdate.TYPES.contains(intent.type())
                    && intent.interaction() != Interaction.DELETE
                    && !intent.moves()
                    && intent.patientId().equals(Optional.of(patientId));
            if (!within) {
                throw Problem.of(ProblemKind.CONFLICT, "The proposal would change something else than it showed");
            }
        }
    }

    private ProposedUpdate open(Caller.PatientUser patient, String taskId) {
        Visibility own = new Visibility.Limited(Optional.empty(), List.of(Window.self(patient.patientId())));
        StoredVersion task = records.current(new ResourceId("Task", taskId), own)
                .filter(version -> ProposalKind.of(version.json()).equals(Optional.of(ProposalKind.UPDATE)))
                .orElseThrow(() -> Problem.of(ProblemKind.NOT_FOUND, "No such proposal"));
        ProposedUpdate proposed = ProposedUpdate.read(task.json());
        if (!proposed.isOpen()) {
            throw Problem.of(ProblemKind.CONFLICT, "This proposal has been answered already");
        }
        return proposed;
    }

    private StoredVersion answer(Caller.PatientUser patient, String taskId, ProposedUpdate proposed, String status) {
        long version =
                Long.parseLong(proposed.task().path("meta").path("versionId").asString("0"));
        OrganizationId requester = new OrganizationId(
                proposed.task().path("requester").path("reference").asString("").replaceFirst("^Organization/", ""));
        Write.Put put = new Write.Put(new ResourceId("Task", taskId), proposed.in(status), OptionalLong.of(version));
        StoredVersion stored = tasks.put(put, requester, patient);
        tasks.tell(new Recipient.ToMember(requester), EventKind.UPDATE_PROPOSED, stored, requester);
        return stored;
    }

    private static OrganizationId requester(StoredVersion task) {
        return task.source();
    }

    private Instant now() {
        return clock.instant();
    }
}
