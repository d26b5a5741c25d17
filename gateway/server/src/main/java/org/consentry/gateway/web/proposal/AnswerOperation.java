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

/** An answer to a Task that only a person gives: the patient to a change of the record, a practitioner to a role. */
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
        String taskId = call.id().orElseThrow(() -> Problem.of(ProblemKind.NOT_FOUND, "No such proposal"));
        StoredVersion answered =
                switch (call.caller()) {
                    case Caller.PatientUser patient -> answer(covered(patient), taskId);
                    case Caller.PractitionerUser practitioner -> answer(covered(practitioner), taskId);
                    default ->
                        throw Problem.of(ProblemKind.FORBIDDEN, "Only whom a proposal is for, in person, answers it");
                };
        return FhirAnswer.json(200, answered.json());
    }

    private static <C extends Caller> C covered(C caller) {
        if (!caller.covers(Interaction.UPDATE, "Task")) {
            throw Problem.of(ProblemKind.FORBIDDEN, "The token's scopes do not cover this interaction");
        }
        return caller;
    }

    abstract StoredVersion answer(Caller.PatientUser patient, String taskId);

    abstract StoredVersion answer(Caller.PractitionerUser practitioner, String taskId);
}
