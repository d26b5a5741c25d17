package org.consentry.gateway.registration;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.Author;
import org.consentry.gateway.record.Records;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.record.Write;
import org.consentry.gateway.registration.Application.Kind;
import org.consentry.gateway.registration.Application.Status;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * How institutions, payers and researchers come into the network: a person applies, the operator decides. An application
 * opens nothing. After a yes the directory has the institution or payer, by the authority's word; the keys get their
 * clients by the operator's command, since the gateway holds no right over the identity provider.
 */
@Component
public class Applications {
    private static final int MOST_LISTED = 200;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final JdbcApplications applications;
    private final Records records;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Applications(JdbcApplications applications, Records records, TransactionTemplate transaction, Clock clock) {
        this.applications = applications;
        this.records = records;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * Keeps an application.
     *
     * @throws Problem CONFLICT when the id is a member's already, or the person waits for another answer
     */
    public Application apply(Caller.PatientUser person, Application.Asked asked) {
        requireFree(asked);
        Application application =
                new Application(UUID.randomUUID().toString(), person.subject(), asked, Status.PENDING, clock.instant());
        if (!applications.add(application)) {
            throw Problem.of(ProblemKind.CONFLICT, "An application of this account waits for an answer already");
        }
        return application;
    }

    private void requireFree(Application.Asked asked) {
        ResourceId entry = new ResourceId("Organization", asked.member());
        if (applications.isGiven(asked.member())
                || records.present(Set.of(entry)).contains(entry)) {
            throw Problem.at(ProblemKind.CONFLICT, "id", "this id is in the directory already");
        }
    }

    /** What the person applied for, the last first. */
    public List<Application> of(Caller.PatientUser person) {
        return applications.ofAccount(person.subject());
    }

    /** Applications of one status, the first {@value #MOST_LISTED} in their order. */
    public List<Application> in(Status status) {
        return applications.in(status, MOST_LISTED);
    }

    /**
     * Decides, once. The same decision again is answered as the first was.
     *
     * @throws Problem NOT_FOUND, or CONFLICT when it was decided otherwise or the id was given in the meantime
     */
    public Application decide(Caller.Operator operator, String id, boolean yes) {
        try {
            return Objects.requireNonNull(transaction.execute(status -> decided(operator, id, yes)));
        } catch (DuplicateKeyException taken) {
            throw Problem.causedBy(ProblemKind.CONFLICT, "This id was given to somebody else", taken);
        }
    }

    private Application decided(Caller.Operator operator, String id, boolean yes) {
        Application open = applications
                .locked(id)
                .orElseThrow(() -> Problem.of(ProblemKind.NOT_FOUND, "There is no such application"));
        Status decision = yes ? Status.APPROVED : Status.REFUSED;
        if (open.status() == decision) {
            return open;
        }
        if (open.status() != Status.PENDING) {
            throw Problem.of(ProblemKind.CONFLICT, "This application was decided otherwise");
        }
        if (yes) {
            requireFree(open.asked());
            entry(open.asked())
                    .ifPresent(organization -> records.write(
                            List.of(organization),
                            new Author(OrganizationId.AUTHORITY, operator.actor(), Author.Kind.SUBMISSION)));
        }
        applications.decide(id, decision, operator.actor(), clock.instant());
        return new Application(id, open.account(), open.asked(), decision, open.at());
    }

    /** Researchers are no members: their system reads de-identified exports. */
    private static Optional<Write> entry(Application.Asked asked) {
        if (asked.kind() == Kind.RESEARCHER) {
            return Optional.empty();
        }
        ObjectNode organization = JSON.createObjectNode()
                .put("resourceType", "Organization")
                .put("id", asked.member())
                .put("active", true)
                .put("name", asked.name());
        organization
                .putArray("type")
                .addObject()
                .putArray("coding")
                .addObject()
                .put("system", "http://terminology.hl7.org/CodeSystem/organization-type")
                .put("code", asked.kind() == Kind.PAYER ? "pay" : "prov");
        return Optional.of(new Write.Put(
                new ResourceId("Organization", asked.member()),
                organization.toString().getBytes(StandardCharsets.UTF_8),
                OptionalLong.of(0)));
    }
}
