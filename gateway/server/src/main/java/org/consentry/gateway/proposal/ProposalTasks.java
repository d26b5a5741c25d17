package org.consentry.gateway.proposal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.consentry.gateway.record.Author;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.record.Write;
import org.springframework.stereotype.Component;

/** The Tasks that proposals are, whatever they propose: stored, told and noted. Methods join the caller's transaction. */
@Component
class ProposalTasks {
    private static final int MOST_OPEN = 20;

    private final Records records;
    private final Outbox outbox;
    private final AuditTrail audit;

    ProposalTasks(Records records, Outbox outbox, AuditTrail audit) {
        this.records = records;
        this.outbox = outbox;
        this.audit = audit;
    }

    /**
     * Stores a new one.
     *
     * @param open the search that finds those of the requester's that wait for the same answerer
     * @throws Problem TOO_MANY when too many of them wait
     */
    StoredVersion add(String open, byte[] task, OrganizationId requester, Caller caller) {
        Visibility own = new Visibility.Limited(Optional.of(requester), List.of());
        if (records.search("Task", open, own, MOST_OPEN).size() == MOST_OPEN) {
            throw Problem.of(ProblemKind.TOO_MANY, "There are " + MOST_OPEN + " open proposals; wait for answers");
        }
        return write(new Write.Create("Task", task), requester, caller);
    }

    /** Stores one as it is after an answer; it stays the requester's. */
    StoredVersion put(Write.Put answered, OrganizationId requester, Caller caller) {
        return write(answered, requester, caller);
    }

    private StoredVersion write(Write write, OrganizationId requester, Caller caller) {
        Author author = new Author(requester, caller.actor(), Author.Kind.BOOKKEEPING);
        return records.write(List.of(write), author).getFirst();
    }

    void tell(Recipient recipient, EventKind kind, StoredVersion task, OrganizationId requester) {
        outbox.put(recipient, kind, Map.of("task", task.id().reference(), "organization", requester.reference()));
    }

    /** @param patientId in whose record it is seen, if it is about one */
    void note(Caller caller, String interaction, Optional<String> patientId, StoredVersion task) {
        audit.put(new AuditFact(
                caller,
                interaction,
                AuditFact.Outcome.DONE,
                patientId,
                Optional.empty(),
                Set.of(),
                List.of(task.id().reference())));
    }
}
