package org.consentry.gateway.web.fhir;

import java.util.List;
import java.util.Optional;
import org.consentry.gateway.access.Visibility;
import org.consentry.gateway.access.Window;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.record.Author;

/** On whose account a caller writes, and what the conditions of its writes may match. */
public final class Authors {
    private Authors() {}

    /** On whose account the caller writes. */
    public static Author of(Caller caller) {
        return new Author(
                organization(caller).orElse(OrganizationId.AUTHORITY), caller.actor(), Author.Kind.SUBMISSION);
    }

    /**
     * Conditions match directory resources and what the caller's own organization contributed. They never match what a
     * consent opened: a write would tell, by its outcome, what a read has to be asked and logged for.
     */
    public static Visibility matching(Caller caller) {
        List<Window> windows =
                caller instanceof Caller.PatientUser patient ? List.of(Window.self(patient.patientId())) : List.of();
        return new Visibility.Limited(organization(caller), windows);
    }

    private static Optional<OrganizationId> organization(Caller caller) {
        return switch (caller) {
            case Caller.Member member -> Optional.of(member.organization());
            case Caller.PractitionerUser user -> Optional.of(user.organization());
            default -> Optional.empty();
        };
    }
}
