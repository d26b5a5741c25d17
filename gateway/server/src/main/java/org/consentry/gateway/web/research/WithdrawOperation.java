package org.consentry.gateway.web.research;

import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.Scopes.Interaction;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.research.Participation;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.springframework.stereotype.Component;

/** {@code ResearchStudy/[id]/$withdraw}: the patient takes part no more. */
@Component
class WithdrawOperation implements FhirOperation {
    private final Participation participation;

    WithdrawOperation(Participation participation) {
        this.participation = participation;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.changing("withdraw", Level.INSTANCE).on("ResearchStudy");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        if (!(call.caller() instanceof Caller.PatientUser patient)
                || patient.proxy().isPresent()
                || !patient.covers(Interaction.UPDATE, "Consent")) {
            throw Problem.of(ProblemKind.FORBIDDEN, "Only the patient in person withdraws");
        }
        return FhirAnswer.json(
                200, participation.withdraw(patient, call.id().orElseThrow()).json());
    }
}
