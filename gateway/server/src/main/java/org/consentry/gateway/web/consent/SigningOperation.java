package org.consentry.gateway.web.consent;

import java.util.Base64;
import org.consentry.gateway.consent.ConsentAnswers;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.OperationShape;
import org.consentry.gateway.web.fhir.Parameters;
import org.springframework.stereotype.Component;

/** {@code Consent/[id]/$signing}: what the patient's device signs, and for whom it makes key fragments. */
@Component
class SigningOperation extends PatientOperation {
    private final ConsentAnswers answers;

    SigningOperation(ConsentAnswers answers) {
        this.answers = answers;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.reading("signing", Level.INSTANCE).on("Consent");
    }

    @Override
    FhirAnswer answer(Caller.PatientUser patient, String consentId, FhirCall call) {
        ConsentAnswers.Signing signing = answers.signing(patient, consentId);
        Parameters parameters = Parameters.create()
                .with("payload", "Base64Binary", Base64.getEncoder().encodeToString(signing.payload()));
        signing.recipientKey().ifPresent(key -> parameters
                .part("recipient")
                .withReference("organization", signing.reader().reference())
                .with("umbralKey", "String", key));
        signing.holders().forEach(holder -> parameters
                .part("holder")
                .withReference("organization", holder.member().reference())
                .with("proxyKey", "String", holder.key()));
        return FhirAnswer.json(200, parameters.json());
    }
}
