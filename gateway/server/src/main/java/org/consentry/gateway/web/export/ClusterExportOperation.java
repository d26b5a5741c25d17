package org.consentry.gateway.web.export;

import java.util.Map;
import java.util.Optional;
import org.consentry.gateway.GatewaySettings;
import org.consentry.gateway.export.KickOff;
import org.consentry.gateway.export.job.ClusterRuns;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;

/**
 * {@code $cluster-export} on the system or a Group: opens a run for a cluster's job, which then may read the store; 202 with the
 * run's URL, whose last part is the run. Takes {@code _type}, {@code _typeFilter}, {@code _since}, {@code _until} and {@code
 * _deidentify} as {@code $export} does.
 */
final class ClusterExportOperation implements FhirOperation {
    private final OperationShape shape;
    private final ClusterRuns runs;
    private final GatewaySettings settings;

    private ClusterExportOperation(OperationShape shape, ClusterRuns runs, GatewaySettings settings) {
        this.shape = shape;
        this.runs = runs;
        this.settings = settings;
    }

    static ClusterExportOperation ofTheSystem(ClusterRuns runs, GatewaySettings settings) {
        return new ClusterExportOperation(OperationShape.changing("cluster-export", Level.SYSTEM), runs, settings);
    }

    static ClusterExportOperation ofAGroup(ClusterRuns runs, GatewaySettings settings) {
        return new ClusterExportOperation(
                OperationShape.changing("cluster-export", Level.INSTANCE).on("Group"), runs, settings);
    }

    @Override
    public OperationShape shape() {
        return shape;
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        if (!call.method().equals("POST")) {
            throw Problem.of(ProblemKind.METHOD_NOT_ALLOWED, "A run is opened by POST");
        }
        AskedParameters parameters = AskedParameters.of(call);
        String query = call.query().isEmpty() ? "" : "?" + call.query();
        Optional<ResourceId> group = call.id().map(id -> new ResourceId("Group", id));
        String run = runs.open(
                call.caller(),
                new KickOff(
                        settings.fhir() + group.map(id -> "/" + id.reference()).orElse("") + "/$cluster-export" + query,
                        parameters.request(),
                        group,
                        parameters.value("_deidentify"),
                        KickOff.Handling.STRICT));
        return FhirAnswer.empty(202, Map.of("Content-Location", settings.baseUrl() + "/cluster-runs/" + run));
    }
}
