package org.consentry.gateway.web.export;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.consentry.gateway.GatewaySettings;
import org.consentry.gateway.export.Exports;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.FhirOperation;
import org.consentry.gateway.web.fhir.Parameters;
import org.springframework.stereotype.Component;

/**
 * {@code $export} on the system and on Patient: starts a job and answers 202 with its status URL.
 *
 * @see <a href="https://hl7.org/fhir/uv/bulkdata/export.html">Bulk Data Access</a>
 */
@Component
class ExportOperation implements FhirOperation {
    private static final Set<String> KNOWN =
            Set.of("_type", "_since", "_outputFormat", "_deidentify", "_format", "_count");
    private static final Set<String> NDJSON = Set.of("application/fhir+ndjson", "application/ndjson", "ndjson");

    private final Exports exports;
    private final GatewaySettings settings;

    ExportOperation(Exports exports, GatewaySettings settings) {
        this.exports = exports;
        this.settings = settings;
    }

    @Override
    public String name() {
        return "export";
    }

    @Override
    public Set<Level> levels() {
        return Set.of(Level.SYSTEM, Level.TYPE);
    }

    @Override
    public Set<String> types() {
        return Set.of("Patient");
    }

    @Override
    public boolean readOnly() {
        return true;
    }

    @Override
    public String definition() {
        return "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/export";
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        Parameters body = Parameters.read(call.body());
        requireAsync(call);
        requireKnown(call);
        requireNdjson(value(call, body, "_outputFormat"));
        Set<String> types = new TreeSet<>();
        values(call, body, "_type").forEach(text -> types.addAll(List.of(text.split(",", -1))));
        types.remove("");
        String path = call.type().map(type -> "/" + type).orElse("") + "/$export";
        String job = exports.start(
                call.caller(),
                settings.fhir() + path,
                types,
                value(call, body, "_since").map(ExportOperation::instant),
                value(call, body, "_deidentify"));
        return FhirAnswer.empty(202, Map.of("Content-Location", settings.baseUrl() + "/exports/" + job));
    }

    private static void requireAsync(FhirCall call) {
        if (!call.header("prefer").orElse("").contains("respond-async")) {
            throw Problem.at(ProblemKind.MALFORMED, "Prefer", "bulk exports need 'Prefer: respond-async'");
        }
    }

    private static void requireKnown(FhirCall call) {
        boolean lenient = call.header("prefer").orElse("").contains("handling=lenient");
        for (String name : call.parameters().keySet()) {
            if (!KNOWN.contains(name) && !lenient) {
                throw Problem.at(
                        ProblemKind.NOT_SUPPORTED, name, "supported here: " + String.join(", ", new TreeSet<>(KNOWN)));
            }
        }
    }

    private static void requireNdjson(Optional<String> format) {
        if (format.isPresent() && !NDJSON.contains(format.get())) {
            throw Problem.at(ProblemKind.NOT_SUPPORTED, "_outputFormat", "application/fhir+ndjson");
        }
    }

    private static Optional<String> value(FhirCall call, Parameters body, String name) {
        return values(call, body, name).stream().findFirst();
    }

    private static List<String> values(FhirCall call, Parameters body, String name) {
        List<String> query = call.parameters().getOrDefault(name, List.of());
        return query.isEmpty() ? body.texts(name) : query;
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw Problem.at(ProblemKind.MALFORMED, "_since", "an instant: date, time and zone");
        }
    }
}
