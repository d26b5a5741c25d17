package org.consentry.gateway.web.consent;

import org.consentry.gateway.consent.Revocations;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.research.Participation;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.OperationShape;
import org.springframework.stereotype.Component;

/** {@code Consent/[id]/$revoke}: the patient takes a yes back; the next request of the reader is refused. */
@Component
class RevokeOperation extends PatientOperation {
    private final Revocations revocations;
    private final Participation participation;

    RevokeOperation(Revocations revocations, Participation participation) {
        this.revocations = revocations;
        this.participation = participation;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.changing("revoke", Level.INSTANCE).on("Consent");
    }

    @Override
    FhirAnswer answer(Caller.PatientUser patient, String consentId, FhirCall call) {
        byte[] revoked = participation
                .studyOf(patient, consentId)
                .map(study -> participation.withdraw(patient, study).json())
                .orElseGet(() -> revocations.revoke(patient, consentId));
        return FhirAnswer.json(200, revoked);
    }
}
