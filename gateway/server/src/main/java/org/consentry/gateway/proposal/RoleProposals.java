package org.consentry.gateway.proposal;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.consentry.gateway.access.Memberships;
import org.consentry.gateway.access.Reader;
import org.consentry.gateway.access.Visibility;
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
import org.consentry.gateway.record.Submissions.Asked;
import org.consentry.gateway.record.Write;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Offering a practitioner a role and answering the offer, in two steps: what is stored decides, and neither the answer's
 * body nor a link can say which role or whose.
 */
@Component
public class RoleProposals {
    private static final Visibility DIRECTORY = new Visibility.Limited(Optional.empty(), List.of());

    private final Records records;
    private final Submissions submissions;
    private final Memberships memberships;
    private final ProposalTasks tasks;
    private final Clock clock;
    private final TransactionTemplate transaction;

    RoleProposals(
            Records records,
            Submissions submissions,
            Memberships memberships,
            ProposalTasks tasks,
            Clock clock,
            TransactionTemplate transaction) {
        this.records = records;
        this.submissions = submissions;
        this.memberships = memberships;
        this.tasks = tasks;
        this.clock = clock;
        this.transaction = transaction;
    }

    /**
     * Stores an offer, which is open for a day.
     *
     * @throws Problem UNPROCESSABLE naming what is not acceptable; FORBIDDEN for who acts for no organization
     */
    public StoredVersion propose(Caller caller, byte[] json) {
        Reader reader = Reader.of(caller)
                .filter(known -> caller.covers(Interaction.CREATE, "Task") && memberships.isActive(known))
                .orElseThrow(() -> Problem.of(ProblemKind.FORBIDDEN, "This caller offers no roles"));
        ProposedRole proposed = ProposedRole.read(json);
        requireKnown(proposed.practitioner());
        return Objects.requireNonNull(transaction.execute(status -> store(caller, reader.organization(), proposed)));
    }

    private void requireKnown(String practitioner) {
        ResourceId id = new ResourceId("Practitioner", practitioner.substring("Practitioner/".length()));
        if (!records.present(List.of(id)).contains(id)) {
            throw Problem.at(ProblemKind.UNPROCESSABLE, "Task.for", "a Practitioner who is in the directory");
        }
    }

    private StoredVersion store(Caller caller, OrganizationId requester, ProposedRole proposed) {
        String open = ProposalKind.ROLE.open() + "&owner=" + proposed.practitioner();
        StoredVersion stored = tasks.add(open, proposed.requested(requester, now()), requester, caller);
        return told(caller, "role-propose", stored);
    }

    /** Gives the role. @throws Problem UNPROCESSABLE when the day is over */
    public StoredVersion accept(Caller.PractitionerUser practitioner, String taskId) {
        return Objects.requireNonNull(transaction.execute(status -> {
            StoredVersion task = open(practitioner, taskId);
            ProposedRole proposed = ProposedRole.read(task.json());
            if (proposed.isOver(now()) || !now().isBefore(task.updated().plus(ProposedRole.OPEN))) {
                throw Problem.at(ProblemKind.UNPROCESSABLE, "Task.restriction.period", "this offer has expired");
            }
            Author organization = new Author(task.source(), practitioner.subject(), Author.Kind.SUBMISSION);
            StoredVersion role = submissions
                    .change(
                            new Asked.Create("PractitionerRole", proposed.role(task.source()), Optional.empty()),
                            organization,
                            DIRECTORY,
                            intents -> {})
                    .version();
            return answer(practitioner, task, proposed, "completed", role.id().reference());
        }));
    }

    /** Says no. Nothing changes but the Task. */
    public StoredVersion reject(Caller.PractitionerUser practitioner, String taskId) {
        return Objects.requireNonNull(transaction.execute(status -> {
            StoredVersion task = open(practitioner, taskId);
            return answer(practitioner, task, ProposedRole.read(task.json()), "rejected", "");
        }));
    }

    private StoredVersion open(Caller.PractitionerUser practitioner, String taskId) {
        // The practitioner may be of another organization yet; who else asks is told nothing.
        StoredVersion task = records.current(new ResourceId("Task", taskId), new Visibility.Everything())
                .filter(version -> ProposalKind.of(version.json()).equals(Optional.of(ProposalKind.ROLE)))
                .filter(version -> ProposedRole.read(version.json())
                        .practitioner()
                        .equals("Practitioner/" + practitioner.practitionerId()))
                .orElseThrow(() -> Problem.of(ProblemKind.FORBIDDEN, "Only whom a proposal is for answers it"));
        if (!ProposedRole.read(task.json()).isOpen()) {
            throw Problem.of(ProblemKind.CONFLICT, "This proposal has been answered already");
        }
        return task;
    }

    private StoredVersion answer(
            Caller.PractitionerUser practitioner,
            StoredVersion task,
            ProposedRole proposed,
            String status,
            String output) {
        Write.Put put = new Write.Put(task.id(), proposed.answered(status, output), OptionalLong.of(task.version()));
        StoredVersion stored = tasks.put(put, task.source(), practitioner);
        return told(practitioner, status.equals("completed") ? "role-accept" : "role-reject", stored);
    }

    private StoredVersion told(Caller caller, String interaction, StoredVersion task) {
        tasks.tell(new Recipient.ToMember(task.source()), EventKind.INVITATION, task, task.source());
        tasks.note(caller, interaction, Optional.empty(), task);
        return task;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
