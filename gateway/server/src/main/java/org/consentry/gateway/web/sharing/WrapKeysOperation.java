package org.consentry.gateway.web.sharing;

import java.util.List;
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

/** {@code Consent/[id]/$wrap-keys}: {@code wrapped} with the parts {@code content} and {@code jwe}, up to 500. */
@Component
class WrapKeysOperation implements FhirOperation {
    private static final int MOST = 500;

    private final Wrapping wrapping;

    WrapKeysOperation(Wrapping wrapping) {
        this.wrapping = wrapping;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.changing("wrap-keys", Level.INSTANCE).on("Consent");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        Caller.PatientUser patient = Patients.answering(call);
        List<Wrapping.Wrapped> given = Parameters.read(call.body()).parts("wrapped").stream()
                .map(part -> new Wrapping.Wrapped(part.requireText("content"), part.requireText("jwe")))
                .toList();
        if (given.size() > MOST) {
            throw Problem.at(ProblemKind.MALFORMED, "wrapped", "at most " + MOST);
        }
        int announced = wrapping.take(patient.patientId(), call.id().orElse(""), given);
        return FhirAnswer.json(
                200,
                Parameters.create()
                        .with("announced", "String", Integer.toString(announced))
                        .json());
    }
}
