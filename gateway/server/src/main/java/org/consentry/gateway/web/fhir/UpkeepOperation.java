package org.consentry.gateway.web.fhir;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.upkeep.Upkeep;

/**
 * {@code $reindex} and {@code $integrity}, for the operator: POST adds a job and answers 202, GET tells how the newest
 * job stands, or the one that {@code job} names.
 */
final class UpkeepOperation implements FhirOperation {
    private final Upkeep upkeep;
    private final Upkeep.Kind kind;
    private final String base;

    UpkeepOperation(Upkeep upkeep, Upkeep.Kind kind, String base) {
        this.upkeep = upkeep;
        this.kind = kind;
        this.base = base;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.reading(kind.name().toLowerCase(Locale.ROOT), Level.SYSTEM);
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        if (!(call.caller() instanceof Caller.Operator)) {
            throw Problem.of(ProblemKind.FORBIDDEN, "Only the operator keeps the index");
        }
        if (call.method().equals("GET")) {
            return FhirAnswer.json(200, told(upkeep.status(kind, call.parameter("job"))));
        }
        if (!call.method().equals("POST")) {
            throw Problem.of(ProblemKind.METHOD_NOT_ALLOWED, "GET or POST");
        }
        String job = upkeep.start(kind);
        return new FhirAnswer(
                202,
                Map.of("Content-Location", base + "/$" + shape().name() + "?job=" + job),
                new FhirAnswer.Body.Json(told(upkeep.status(kind, Optional.of(job)))));
    }

    private static byte[] told(Upkeep.Status status) {
        Parameters parameters = Parameters.create()
                .with("job", "String", status.id())
                .with("state", "Code", status.state())
                .with("progress", "String", status.resources() + " of " + status.expected() + " resources")
                .with("missing", "String", Long.toString(status.missing()))
                .with("surplus", "String", Long.toString(status.surplus()))
                .with("damaged", "String", Long.toString(status.damaged()));
        status.findings().forEach(finding -> parameters.with("finding", "String", finding));
        return parameters.json();
    }
}
