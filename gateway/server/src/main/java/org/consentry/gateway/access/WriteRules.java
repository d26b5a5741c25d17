package org.consentry.gateway.access;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.consentry.gateway.access.WriteIntent.Target;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.identity.Scopes.Interaction;
import org.consentry.gateway.problem.ProblemKind;

/**
 * Who may change what. Pure: the caller, the change and the grants in force go in, a decision comes out.
 *
 * <ul>
 *   <li>A member changes what it contributed and adds to records of its own patients; to another's patient it adds
 *       only under a grant that says {@code use}, and replaces only under one that says {@code correct}.
 *   <li>Nobody moves a resource from one patient to another.
 *   <li>A practitioner in person gives nobody a role.
 *   <li>The directory of members and the gateway's own records are not clients' to write.
 *   <li>Nothing is deleted that is not there, but for what the caller itself deleted before.
 * </ul>
 *
 * <p>Whether the caller may know what a refusal tells is not decided here.
 */
final class WriteRules {
    /** Written by features or by the operator only. */
    private static final Set<String> RESERVED = Set.of("AuditEvent", "Subscription", "SubscriptionStatus");

    private static final Set<String> DIRECTORY = Set.of("Organization", "OrganizationAffiliation", "Endpoint");

    /**
     * How the caller stands to the patient a change concerns.
     *
     * @param held its grants in force
     * @param broughtIn whether its organization contributed the Patient
     */
    record Standing(List<Grant> held, boolean broughtIn) {}

    private WriteRules() {}

    static WriteDecision decide(Caller caller, WriteIntent intent, Standing standing) {
        if (RESERVED.contains(intent.type())) {
            return refused(intent.type() + " is written by the gateway alone");
        }
        if (!caller.covers(intent.interaction(), intent.type())) {
            return refused("The token's scopes do not cover this interaction");
        }
        return switch (caller) {
            case Caller.Member member -> member(member.organization(), intent, standing);
            case Caller.PractitionerUser user ->
                isStanding(intent.type())
                        ? refused("The member's own system says who belongs to it")
                        : member(user.organization(), intent, standing);
            case Caller.Operator operator -> operator(intent);
            default -> refused("This caller does not write records");
        };
    }

    /** Who belongs to a member, and how it is reached, is for its own system to say: a person could let others in. */
    private static boolean isStanding(String type) {
        return DIRECTORY.contains(type) || type.equals("PractitionerRole");
    }

    private static WriteDecision operator(WriteIntent intent) {
        if (intent.patientId().isPresent()) {
            return refused("The operator keeps the directory, not records");
        }
        return deletesNothing(intent) ? notThere() : new WriteDecision.Allowed();
    }

    private static boolean deletesNothing(WriteIntent intent) {
        return intent.interaction() == Interaction.DELETE && intent.target() instanceof Target.Nothing;
    }

    private static WriteDecision member(OrganizationId member, WriteIntent intent, Standing standing) {
        if (deletesNothing(intent)) {
            return notThere();
        }
        if (DIRECTORY.contains(intent.type()) && !isOwnEntry(member, intent)) {
            return refused("The directory of members is the operator's to write");
        }
        Optional<Target.Current> current = intent.current();
        boolean own = intent.contributor().map(member::equals).orElse(true);
        if (!own && current.isEmpty()) {
            // What somebody deleted keeps its id: who used it after that would have its versions.
            return hidden();
        }
        if (current.isPresent() && moves(current.get(), intent)) {
            return own ? refused("A resource stays with its patient") : hidden();
        }
        if (own && (current.isPresent() || intent.interaction() == Interaction.DELETE)) {
            return new WriteDecision.Allowed();
        }
        if (current.isPresent() && intent.interaction() == Interaction.DELETE) {
            // To correct is to say it better; what another contributed is not taken away.
            return hidden();
        }
        GrantedAction needed = current.isPresent() ? GrantedAction.CORRECT : GrantedAction.USE;
        boolean granted = standing.held().stream().anyMatch(grant -> grant.permits(needed, intent.type()));
        if (granted) {
            return new WriteDecision.Allowed();
        }
        return current.isPresent() ? hidden() : addition(intent, standing);
    }

    /** A new resource: free when it concerns nobody or a patient the member brought in itself. */
    private static WriteDecision addition(WriteIntent intent, Standing standing) {
        boolean free = intent.patientId().isEmpty() || intent.type().equals("Patient") || standing.broughtIn();
        return free ? new WriteDecision.Allowed() : refused(WriteIntent.NOT_TO_ADD);
    }

    private static boolean isOwnEntry(OrganizationId member, WriteIntent intent) {
        return intent.current()
                .map(row -> row.source().equals(member))
                .orElse(intent.type().equals("Organization"));
    }

    private static boolean moves(Target.Current current, WriteIntent intent) {
        return intent.interaction() == Interaction.UPDATE
                && current.patientId().isPresent()
                && !current.patientId().equals(intent.patientId());
    }

    private static WriteDecision refused(String reason) {
        return new WriteDecision.Refused(ProblemKind.FORBIDDEN, reason);
    }

    private static WriteDecision notThere() {
        return new WriteDecision.Refused(ProblemKind.NOT_FOUND, "There is no such resource");
    }

    private static WriteDecision hidden() {
        return new WriteDecision.Refused(ProblemKind.FORBIDDEN, "This id is not open to this caller");
    }
}
