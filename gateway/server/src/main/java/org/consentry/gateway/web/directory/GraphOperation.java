package org.consentry.gateway.web.directory;

import java.util.Locale;
import org.consentry.gateway.consent.SharingGraph;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.identity.Scopes.Interaction;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.consentry.gateway.web.fhir.Parameters;
import org.springframework.stereotype.Component;

/**
 * {@code Patient/[id]/$graph}, for the patient alone: who contributes, reads and acts for her. {@code Organization/[id]/$graph},
 * for everybody who may read the directory: its networks, or a network's members. Parameters: {@code node} (reference, name)
 * and {@code edge} (from, to, kind; of a consent its reference and end).
 */
@Component
class GraphOperation implements FhirOperation {
    private final SharingGraph graphs;

    GraphOperation(SharingGraph graphs) {
        this.graphs = graphs;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.reading("graph", Level.INSTANCE).on("Patient", "Organization");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        String id = call.id().orElseThrow(() -> Problem.of(ProblemKind.NOT_FOUND, "Whose graph is not said"));
        boolean ofPatient = call.type().orElse("").equals("Patient");
        if (ofPatient) {
            requireOwn(call.caller(), id);
        } else {
            requireDirectory(call.caller());
        }
        return FhirAnswer.json(200, json(ofPatient ? graphs.ofPatient(id) : graphs.ofOrganization(id)));
    }

    private static void requireOwn(Caller caller, String patientId) {
        boolean own = caller instanceof Caller.PatientUser patient
                && patient.patientId().equals(patientId)
                && patient.covers(Interaction.READ, "Consent");
        if (!own) {
            throw Problem.of(ProblemKind.FORBIDDEN, "Who shares a record is told to its patient");
        }
    }

    private static void requireDirectory(Caller caller) {
        if (caller instanceof Caller.Analyst || !caller.covers(Interaction.READ, "OrganizationAffiliation")) {
            throw Problem.of(ProblemKind.FORBIDDEN, "The token's scopes do not cover this interaction");
        }
    }

    private static byte[] json(SharingGraph.Graph graph) {
        Parameters parameters = Parameters.create();
        graph.nodes().forEach((reference, name) -> {
            Parameters node = parameters.part("node").withReference("reference", reference);
            if (!name.isEmpty()) {
                node.with("name", "String", name);
            }
        });
        graph.edges().forEach(edge -> {
            Parameters part = parameters
                    .part("edge")
                    .withReference("from", edge.from())
                    .withReference("to", edge.to())
                    .with(
                            "kind",
                            "Code",
                            edge.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
            edge.consent().ifPresent(consent -> part.withReference("consent", "Consent/" + consent));
            edge.until().ifPresent(until -> part.with("until", "Instant", until.toString()));
        });
        return parameters.json();
    }
}
