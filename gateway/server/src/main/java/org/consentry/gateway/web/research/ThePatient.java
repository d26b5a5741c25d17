package org.consentry.gateway.web.research;

import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.Scopes.Interaction;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.web.fhir.FhirCall;

/** The patient whom a call is about, when it is that patient who calls. */
final class ThePatient {
    private ThePatient() {}

    /** @throws Problem FORBIDDEN for everybody else, and for an app that may not see what she decided */
    static Caller.PatientUser of(FhirCall call) {
        if (call.caller() instanceof Caller.PatientUser patient
                && patient.proxy().isEmpty()
                && call.id().map(patient.patientId()::equals).orElse(true)) {
            if (!patient.covers(Interaction.READ, "Consent")) {
                throw Problem.of(ProblemKind.FORBIDDEN, "The token's scopes do not cover this interaction");
            }
            return patient;
        }
        throw Problem.of(ProblemKind.FORBIDDEN, "Only the patient in person decides about research");
    }
}
