package org.consentry.gateway.web.sharing;

import java.util.Base64;
import java.util.HexFormat;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.sharing.Wrapping;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.consentry.gateway.web.fhir.Parameters;
import org.springframework.stereotype.Component;

/**
 * {@code Consent/[id]/$keys-to-wrap}: what the patient's device has to open and wrap for a reader without Umbral. For the
 * patient alone; 404 where there is nothing to wrap for.
 */
@Component
class KeysToWrapOperation implements FhirOperation {
    private final Wrapping wrapping;

    KeysToWrapOperation(Wrapping wrapping) {
        this.wrapping = wrapping;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.reading("keys-to-wrap", Level.INSTANCE).on("Consent");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        Caller.PatientUser patient = Patients.answering(call);
        Wrapping.Wanted wanted = wrapping.wanted(patient.patientId(), call.id().orElse(""))
                .orElseThrow(() -> Problem.of(ProblemKind.NOT_FOUND, "There is nobody to wrap keys for"));
        Parameters answer = Parameters.create()
                .with("jwk", "String", wanted.reader().toJson())
                .with("kid", "String", wanted.reader().thumbprint().value());
        for (Wrapping.Waiting each : wanted.contents()) {
            answer.part("content")
                    .with("id", "String", each.content().id())
                    .with("document", "String", each.document())
                    .with(
                            "sealedKey",
                            "Base64Binary",
                            Base64.getEncoder()
                                    .encodeToString(each.content().key().sealedKey()))
                    .with(
                            "delegatingKey",
                            "String",
                            HexFormat.of().formatHex(each.content().key().delegatingKey()));
        }
        return FhirAnswer.json(200, answer.json());
    }
}
