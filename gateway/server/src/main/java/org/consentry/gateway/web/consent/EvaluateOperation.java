package org.consentry.gateway.web.consent;

import java.util.Optional;
import java.util.TreeSet;
import org.consentry.gateway.access.Grant;
import org.consentry.gateway.access.GrantedAction;
import org.consentry.gateway.consent.Evaluation;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.Scopes.Interaction;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.consentry.gateway.web.fhir.Parameters;
import org.springframework.stereotype.Component;

/**
 * {@code Consent/$evaluate}: who could read my record now, and why; with {@code resource} (a reference), who could read
 * that one. For the patient alone.
 */
@Component
class EvaluateOperation implements FhirOperation {
    private final Evaluation evaluation;

    EvaluateOperation(Evaluation evaluation) {
        this.evaluation = evaluation;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.reading("evaluate", Level.TYPE).on("Consent");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        if (!(call.caller() instanceof Caller.PatientUser patient) || !patient.covers(Interaction.READ, "Consent")) {
            throw Problem.of(ProblemKind.FORBIDDEN, "Who could read a record is told to its patient");
        }
        Optional<ResourceId> resource = resource(call);
        Parameters parameters = Parameters.create();
        evaluation.contributor(patient.patientId(), resource).ifPresent(organization -> parameters
                .part("access")
                .with("why", "Code", "contributed")
                .withReference("who", organization.reference()));
        evaluation
                .proxies(patient.patientId())
                .forEach(person ->
                        parameters.part("access").with("why", "Code", "proxy").withReference("who", person));
        evaluation.of(patient.patientId(), resource).forEach(access -> add(parameters, access));
        return FhirAnswer.json(200, parameters.json());
    }

    /** What is confidential may be there without a proxy's knowing. */
    private static Optional<ResourceId> resource(FhirCall call) {
        Optional<String> named =
                call.parameter("resource").or(() -> Parameters.read(call.body()).text("resource"));
        boolean proxy = call.caller() instanceof Caller.PatientUser patient
                && patient.proxy().isPresent();
        if (named.isPresent() && proxy) {
            throw Problem.of(
                    ProblemKind.FORBIDDEN, "Who could read a part of a record is told to its patient in person");
        }
        return named.map(ResourceId::parse);
    }

    private static void add(Parameters parameters, Evaluation.Access access) {
        Grant grant = access.grant();
        Parameters part = parameters
                .part("access")
                .with("why", "Code", "consent")
                .withReference("consent", "Consent/" + grant.consentId())
                .withReference("organization", grant.reader().reference());
        access.who().forEach(who -> part.withReference("who", who));
        new TreeSet<>(grant.purposes()).forEach(purpose -> part.with("purpose", "Code", purpose));
        grant.actions().stream()
                .map(GrantedAction::code)
                .sorted()
                .forEach(action -> part.with("action", "Code", action));
        new TreeSet<>(grant.permitted().types()).forEach(type -> part.with("class", "Code", type));
        part.with("until", "Instant", grant.ends().toString());
    }
}
