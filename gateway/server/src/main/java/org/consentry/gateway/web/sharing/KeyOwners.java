package org.consentry.gateway.web.sharing;

import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.OrganizationId;
import org.consentry.gateway.identity.Scopes.Interaction;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.sharing.KeyOwner;
import org.consentry.gateway.web.fhir.FhirCall;

/** Whose keys a call is about, and whether the caller is that one. */
final class KeyOwners {
    private KeyOwners() {}

    static KeyOwner of(FhirCall call) {
        String id = call.id().orElse("");
        return switch (call.type().orElse("")) {
            case "Patient" -> new KeyOwner.OfPatient(id);
            case "Organization" -> new KeyOwner.OfMember(new OrganizationId(id));
            default -> throw Problem.of(ProblemKind.NOT_FOUND, "Only patients and organizations have keys");
        };
    }

    /**
     * Refuses everybody but the owner, and an app of the patient that may not change the Patient.
     *
     * @throws Problem FORBIDDEN
     */
    static void requireOwner(Caller caller, KeyOwner owner) {
        if (!isOwner(caller, owner)) {
            throw Problem.of(ProblemKind.FORBIDDEN, "Keys are changed by their owner alone");
        }
        if (caller instanceof Caller.PatientUser app && !app.covers(Interaction.UPDATE, "Patient")) {
            throw Problem.of(ProblemKind.FORBIDDEN, "The token's scopes do not cover this interaction");
        }
    }

    static boolean isOwner(Caller caller, KeyOwner owner) {
        return switch (owner) {
            case KeyOwner.OfPatient patient ->
                caller instanceof Caller.PatientUser user && user.patientId().equals(patient.id());
            case KeyOwner.OfMember member ->
                caller instanceof Caller.Member system && system.organization().equals(member.organization());
        };
    }
}
