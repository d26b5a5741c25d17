package org.consentry.gateway.web.export;

import java.util.Optional;
import org.consentry.gateway.export.project.Deidentification;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.consentry.gateway.web.fhir.Parameters;
import org.springframework.stereotype.Component;

/**
 * {@code $deidentify}: the resource or Bundle in {@code resource} without the person, by {@code policy} (safe-harbor when
 * none is named). Nothing is stored.
 */
@Component
class DeidentifyOperation implements FhirOperation {
    private final Deidentification deidentification;

    DeidentifyOperation(Deidentification deidentification) {
        this.deidentification = deidentification;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.changing("deidentify", Level.SYSTEM);
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        boolean machine = call.caller() instanceof Caller.Member || call.caller() instanceof Caller.Analyst;
        if (!machine || !call.method().equals("POST")) {
            throw Problem.of(
                    machine ? ProblemKind.METHOD_NOT_ALLOWED : ProblemKind.FORBIDDEN,
                    "Systems of members and analysts post what is to be de-identified");
        }
        Parameters body = Parameters.read(call.body());
        Optional<String> policy = call.parameter("policy").or(() -> body.text("policy"));
        byte[] resource = body.resource("resource")
                .orElseThrow(() -> Problem.at(ProblemKind.MALFORMED, "resource", "this parameter is required"));
        return FhirAnswer.json(200, deidentification.of(call.caller(), policy.orElse("safe-harbor"), resource));
    }
}
