package org.consentry.gateway.web.research;

import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.Scopes.Interaction;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.research.Objections;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.consentry.gateway.web.fhir.Parameters;
import org.springframework.stereotype.Component;

/**
 * {@code Patient/[id]/$research-objection}: GET tells whether the patient objects to research, POST with {@code objects}
 * (boolean) decides it. The patient's own alone.
 */
@Component
class ObjectionOperation implements FhirOperation {
    private final Objections objections;

    ObjectionOperation(Objections objections) {
        this.objections = objections;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.reading("research-objection", Level.INSTANCE).on("Patient");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        Caller.PatientUser patient = ThePatient.of(call);
        if (call.method().equals("POST")) {
            if (!patient.covers(Interaction.CREATE, "Consent")) {
                throw Problem.of(ProblemKind.FORBIDDEN, "The token's scopes do not cover this interaction");
            }
            switch (Parameters.read(call.body()).requireText("objects")) {
                case "true" -> objections.object(patient);
                case "false" -> objections.lift(patient);
                default -> throw Problem.at(ProblemKind.MALFORMED, "objects", "true or false");
            }
        }
        Parameters answer = Parameters.create();
        var since = objections.since(patient.patientId());
        answer.withBoolean("objects", since.isPresent());
        since.ifPresent(instant -> answer.with("since", "Instant", instant.toString()));
        return FhirAnswer.json(200, answer.json());
    }
}
