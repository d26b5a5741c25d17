package org.consentry.gateway.web.proposal;

import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.Scopes.Interaction;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.StoredVersion;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;

/** An answer to a Task that only the patient in person gives. */
abstract class AnswerOperation implements FhirOperation {
    private final String name;

    AnswerOperation(String name) {
        this.name = name;
    }

    @Override
    public final OperationShape shape() {
        return OperationShape.changing(name, Level.INSTANCE).on("Task");
    }

    @Override
    public final FhirAnswer handle(FhirCall call) {
        if (!(call.caller() instanceof Caller.PatientUser patient)) {
            throw Problem.of(ProblemKind.FORBIDDEN, "Only the patient in person answers a proposal");
        }
        if (!patient.covers(Interaction.UPDATE, "Task")) {
            throw Problem.of(ProblemKind.FORBIDDEN, "The token's scopes do not cover this interaction");
        }
        String taskId = call.id().orElseThrow(() -> Problem.of(ProblemKind.NOT_FOUND, "No such proposal"));
        return FhirAnswer.json(200, answer(patient, taskId).json());
    }

    abstract StoredVersion answer(Caller.PatientUser patient, String taskId);
}
