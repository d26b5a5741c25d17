package org.consentry.gateway.web.export;

import java.util.Map;
import java.util.Optional;
import org.consentry.gateway.GatewaySettings;
import org.consentry.gateway.export.KickOff;
import org.consentry.gateway.export.job.ClusterRuns;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.springframework.stereotype.Component;

/**
 * {@code $cluster-export}: opens a run for a cluster's job, which then may read the store; 202 with the run's URL, whose last
 * part is the run. Takes {@code _type} and {@code _deidentify} as {@code $export} does.
 */
@Component
class ClusterExportOperation implements FhirOperation {
    private final ClusterRuns runs;
    private final GatewaySettings settings;

    ClusterExportOperation(ClusterRuns runs, GatewaySettings settings) {
        this.runs = runs;
        this.settings = settings;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.changing("cluster-export", Level.SYSTEM);
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        if (!call.method().equals("POST")) {
            throw Problem.of(ProblemKind.METHOD_NOT_ALLOWED, "A run is opened by POST");
        }
        AskedParameters parameters = AskedParameters.of(call);
        String query = call.query().isEmpty() ? "" : "?" + call.query();
        String run = runs.open(
                call.caller(),
                new KickOff(
                        settings.fhir() + "/$cluster-export" + query,
                        parameters.request(),
                        Optional.empty(),
                        parameters.value("_deidentify"),
                        KickOff.Handling.STRICT));
        return FhirAnswer.empty(202, Map.of("Content-Location", settings.baseUrl() + "/cluster-runs/" + run));
    }
}
