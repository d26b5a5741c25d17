package org.consentry.gateway.web.export;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consentry.gateway.GatewaySettings;
import org.consentry.gateway.export.ExportShape;
import org.consentry.gateway.export.job.Exports;
import org.consentry.gateway.export.view.ViewDefinitions;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.consentry.gateway.web.fhir.Parameters;
import org.springframework.stereotype.Component;

/**
 * {@code $viewdefinition-export}: a job like an export, whose files are one table per view.
 *
 * @see <a href="https://sql-on-fhir.org/ig/OperationDefinition-ViewDefinitionExport.html">$viewdefinition-export</a>
 */
@Component
class ViewExportOperation implements FhirOperation {
    private static final int MOST_VIEWS = 50;
    private static final Set<String> KNOWN = Set.of("view", "name", "clientTrackingId");

    private final Exports exports;
    private final ViewDefinitions views;
    private final GatewaySettings settings;

    ViewExportOperation(Exports exports, ViewDefinitions views, GatewaySettings settings) {
        this.exports = exports;
        this.views = views;
        this.settings = settings;
    }

    @Override
    public OperationShape shape() {
        return ViewParameters.onViews(
                OperationShape.changing("viewdefinition-export", Level.SYSTEM, Level.TYPE, Level.INSTANCE));
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        ViewParameters parameters = new ViewParameters(call, views);
        parameters.requireOnly(KNOWN);
        String job = exports.start(
                call.caller(), parameters.kickOff(settings.fhir() + "/$viewdefinition-export", views(parameters)));
        String location = settings.baseUrl() + "/exports/" + job;
        Parameters answer = Parameters.create()
                .with("exportId", "String", job)
                .with("status", "Code", "accepted")
                .with("location", "Uri", location);
        return new FhirAnswer(202, Map.of("Content-Location", location), new FhirAnswer.Body.Json(answer.json()));
    }

    private static List<ExportShape.View> views(ViewParameters parameters) {
        if (parameters.isOfOne()) {
            return List.of(parameters.view(parameters.body(), "view1"));
        }
        List<ExportShape.View> views = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Parameters part : parameters.body().parts("view")) {
            ExportShape.View view = parameters.view(part, "view" + (views.size() + 1));
            if (!names.add(view.name())) {
                throw Problem.at(ProblemKind.MALFORMED, "view.name", "two views of one name");
            }
            views.add(view);
        }
        if (views.isEmpty() || views.size() > MOST_VIEWS) {
            throw Problem.at(ProblemKind.MALFORMED, "view", "1 to " + MOST_VIEWS + " views");
        }
        return views;
    }
}
