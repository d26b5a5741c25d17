package org.consentry.gateway.web.sharing;

import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.Scopes.Interaction;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.web.fhir.FhirCall;

/** The patient whose device works with keys. */
final class Patients {
    private Patients() {}

    static Caller.PatientUser answering(FhirCall call) {
        if (call.caller() instanceof Caller.PatientUser patient && patient.covers(Interaction.UPDATE, "Consent")) {
            return patient;
        }
        throw Problem.of(ProblemKind.FORBIDDEN, "Only the patient's own device works with keys");
    }
}
