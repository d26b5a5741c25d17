package org.consentry.gateway.web.consent;

import java.util.List;
import org.consentry.gateway.consent.ConsentAnswers;
import org.consentry.gateway.consent.KeyShares;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.OperationShape;
import org.consentry.gateway.web.fhir.Parameters;
import org.springframework.stereotype.Component;

/** {@code Consent/[id]/$complete}: the device's signature and key fragments make the consent active. */
@Component
class CompleteOperation extends PatientOperation {
    private final ConsentAnswers answers;

    CompleteOperation(ConsentAnswers answers) {
        this.answers = answers;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.changing("complete", Level.INSTANCE).on("Consent");
    }

    @Override
    FhirAnswer answer(Caller.PatientUser patient, String consentId, FhirCall call) {
        Parameters parameters = Parameters.read(call.body());
        List<KeyShares.Fragment> fragments =
                parameters.parts("kfrag").stream().map(KeyFragmentPart::read).toList();
        return FhirAnswer.json(
                200,
                answers.complete(patient, consentId, parameters.requireText("signature"), fragments)
                        .json());
    }
}
