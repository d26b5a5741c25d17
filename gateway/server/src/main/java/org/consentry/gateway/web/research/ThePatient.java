package org.consentry.gateway.web.research;

import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.web.fhir.FhirCall;

/** The patient whom a call is about, when it is that patient who calls. */
final class ThePatient {
    private ThePatient() {}

    /** @throws Problem FORBIDDEN for everybody else, whether the patient exists or not */
    static Caller.PatientUser of(FhirCall call) {
        if (call.caller() instanceof Caller.PatientUser patient
                && patient.proxy().isEmpty()
                && call.id().map(patient.patientId()::equals).orElse(true)) {
            return patient;
        }
        throw Problem.of(ProblemKind.FORBIDDEN, "Only the patient in person decides about research");
    }
}
