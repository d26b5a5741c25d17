package org.consentry.gateway.web.export;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consentry.gateway.GatewaySettings;
import org.consentry.gateway.export.ExportFormat;
import org.consentry.gateway.export.ExportShape;
import org.consentry.gateway.export.view.ViewDefinitions;
import org.consentry.gateway.export.view.ViewRuns;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;
import org.springframework.stereotype.Component;

/**
 * {@code $viewdefinition-run}: a table at once. With {@code resource} it is made of what is sent, for everybody; without,
 * of the store, de-identified, for analysts.
 *
 * @see <a href="https://sql-on-fhir.org/ig/OperationDefinition-ViewDefinitionRun.html">$viewdefinition-run</a>
 */
@Component
class ViewRunOperation implements FhirOperation {
    private static final int ROWS = 1_000;
    private static final Set<String> KNOWN =
            Set.of("viewReference", "viewResource", "name", "resource", "header", "_limit");

    private final ViewRuns runs;
    private final ViewDefinitions views;
    private final GatewaySettings settings;

    ViewRunOperation(ViewRuns runs, ViewDefinitions views, GatewaySettings settings) {
        this.runs = runs;
        this.views = views;
        this.settings = settings;
    }

    @Override
    public OperationShape shape() {
        return ViewParameters.onViews(
                OperationShape.reading("viewdefinition-run", Level.SYSTEM, Level.TYPE, Level.INSTANCE));
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        ViewParameters parameters = new ViewParameters(call, views);
        parameters.requireOnly(KNOWN);
        boolean headed = parameters.isHeaded();
        ExportShape.View view = parameters.view(parameters.body(), "rows");
        ExportFormat format = parameters.format();
        int limit = limit(parameters);
        List<byte[]> resources = parameters.body().resources("resource");
        byte[] table;
        if (!resources.isEmpty()) {
            table = runs.of(view, format, resources, limit);
        } else if (call.caller() instanceof Caller.Analyst analyst) {
            table = runs.ofTheStore(
                    analyst, parameters.kickOff(settings.fhir() + "/$viewdefinition-run", List.of(view)), limit);
        } else {
            throw Problem.at(ProblemKind.FORBIDDEN, "resource", "tables of the store are for analysts");
        }
        int from = format == ExportFormat.CSV && !headed ? afterFirstLine(table) : 0;
        return new FhirAnswer(
                200,
                Map.of(),
                new FhirAnswer.Body.Streamed(format.mediaType(), out -> out.write(table, from, table.length - from)));
    }

    /** Names of columns hold no line ends. */
    private static int afterFirstLine(byte[] csv) {
        int at = 0;
        while (at < csv.length && csv[at] != '\n') {
            at++;
        }
        return Math.min(at + 1, csv.length);
    }

    private static int limit(ViewParameters parameters) {
        String text = parameters.value("_limit").orElse(Integer.toString(ROWS));
        if (!text.matches("\\d{1,6}") || Integer.parseInt(text) > ViewRuns.MOST_ROWS) {
            throw Problem.at(ProblemKind.MALFORMED, "_limit", "0 to " + ViewRuns.MOST_ROWS);
        }
        return Integer.parseInt(text);
    }
}
