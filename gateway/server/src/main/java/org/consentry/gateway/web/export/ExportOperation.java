package org.consentry.gateway.web.export;

import java.util.Map;
import java.util.Optional;
import org.consentry.gateway.GatewaySettings;
import org.consentry.gateway.export.ExportRequest;
import org.consentry.gateway.export.KickOff;
import org.consentry.gateway.export.job.Exports;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.OperationShape;

/**
 * {@code $export} on the system, on Patient or on a Group: starts a job and answers 202 with its status URL.
 *
 * @see <a href="https://hl7.org/fhir/uv/bulkdata/export.html">Bulk Data Access</a>
 */
final class ExportOperation implements FhirOperation {
    private static final String DEFINITION = "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/";

    private final OperationShape shape;
    private final Exports exports;
    private final GatewaySettings settings;

    private ExportOperation(OperationShape shape, Exports exports, GatewaySettings settings) {
        this.shape = shape;
        this.exports = exports;
        this.settings = settings;
    }

    static ExportOperation ofTheSystem(Exports exports, GatewaySettings settings) {
        return new ExportOperation(
                OperationShape.reading("export", Level.SYSTEM).definedAt(DEFINITION + "export"), exports, settings);
    }

    /** Of Patient or Group; at both levels, so that the wrong one is told which is right. */
    static ExportOperation of(String type, Exports exports, GatewaySettings settings) {
        return new ExportOperation(
                OperationShape.reading("export", Level.TYPE, Level.INSTANCE)
                        .on(type)
                        .definedAt(DEFINITION + (type.equals("Group") ? "group-export" : "patient-export")),
                exports,
                settings);
    }

    @Override
    public OperationShape shape() {
        return shape;
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        if (call.method().equals("DELETE")) {
            throw Problem.of(ProblemKind.METHOD_NOT_ALLOWED, "A job is deleted at its own URL");
        }
        Optional<ResourceId> group = group(call);
        AskedParameters parameters = AskedParameters.of(call);
        ExportRequest asked = parameters.request();
        String query = call.method().equals("GET") && !call.query().isEmpty() ? "?" + call.query() : "";
        String job = exports.start(
                call.caller(),
                new KickOff(
                        settings.fhir() + path(call) + query,
                        asked,
                        group,
                        parameters.value("_deidentify"),
                        parameters.handling()));
        return FhirAnswer.empty(202, Map.of("Content-Location", settings.baseUrl() + "/exports/" + job));
    }

    /** {@code Group/[id]} narrows to the group; the system and Patient are levels of their own, nothing else is. */
    private static Optional<ResourceId> group(FhirCall call) {
        boolean one = call.id().isPresent();
        boolean ofGroup = call.type().map("Group"::equals).orElse(false);
        if (one != ofGroup) {
            throw Problem.of(ProblemKind.NOT_SUPPORTED, "Exports are of the system, of Patient, or of Group/[id]");
        }
        return call.id().map(id -> new ResourceId("Group", id));
    }

    private static String path(FhirCall call) {
        return call.type().map(type -> "/" + type).orElse("")
                + call.id().map(id -> "/" + id).orElse("") + "/$export";
    }
}
