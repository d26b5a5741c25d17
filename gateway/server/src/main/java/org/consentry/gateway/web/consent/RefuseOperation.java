package org.consentry.gateway.web.consent;

import org.consentry.gateway.consent.ConsentAnswers;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.OperationShape;
import org.springframework.stereotype.Component;

/** {@code Consent/[id]/$refuse}: the patient says no, without a reason. */
@Component
class RefuseOperation extends PatientOperation {
    private final ConsentAnswers answers;

    RefuseOperation(ConsentAnswers answers) {
        this.answers = answers;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.changing("refuse", Level.INSTANCE).on("Consent");
    }

    @Override
    FhirAnswer answer(Caller.PatientUser patient, String consentId, FhirCall call) {
        return FhirAnswer.json(200, answers.refuse(patient, consentId).json());
    }
}
