package org.consentry.gateway.web.consent;

import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.Scopes.Interaction;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;

/**
 * An operation on one Consent that only the patient in person may invoke: through the portal, or through an app that was
 * given the scope to change consents.
 */
abstract class PatientOperation implements FhirOperation {
    @Override
    public final FhirAnswer handle(FhirCall call) {
        if (!(call.caller() instanceof Caller.PatientUser patient)) {
            throw Problem.of(ProblemKind.FORBIDDEN, "Only the patient in person answers for a consent");
        }
        if (!patient.covers(Interaction.UPDATE, "Consent")) {
            throw Problem.of(ProblemKind.FORBIDDEN, "The token's scopes do not cover this interaction");
        }
        String consentId = call.id().orElseThrow(() -> Problem.of(ProblemKind.NOT_FOUND, "No such consent"));
        return answer(patient, consentId, call);
    }

    abstract FhirAnswer answer(Caller.PatientUser patient, String consentId, FhirCall call);
}
