package org.consentry.gateway.web.export;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.consentry.gateway.GatewaySettings;
import org.consentry.gateway.export.ExportRequest;
import org.consentry.gateway.export.Exports;
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
 * {@code $export} on the system, on Patient and on a Group: starts a job and answers 202 with its status URL.
 *
 * @see <a href="https://hl7.org/fhir/uv/bulkdata/export.html">Bulk Data Access</a>
 */
@Component
class ExportOperation implements FhirOperation {
    private static final Set<String> KNOWN =
            Set.of("_type", "_typeFilter", "_since", "_until", "_outputFormat", "patient", "_deidentify", "_format");
    private static final Pattern NEXT_FILTER = Pattern.compile(",(?=[A-Z][A-Za-z]+\\?)");
    private static final Pattern PATIENT = Pattern.compile("(?:Patient/)?([A-Za-z0-9\\-.]{1,64})");
    private static final int MOST_PATIENTS = 10_000;
    private static final Set<String> NDJSON = Set.of("application/fhir+ndjson", "application/ndjson", "ndjson");

    private final Exports exports;
    private final GatewaySettings settings;

    ExportOperation(Exports exports, GatewaySettings settings) {
        this.exports = exports;
        this.settings = settings;
    }

    @Override
    public OperationShape shape() {
        return OperationShape.reading("export", Level.SYSTEM, Level.TYPE, Level.INSTANCE)
                .on("Patient", "Group")
                .definedAt("http://hl7.org/fhir/uv/bulkdata/OperationDefinition/export");
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        Parameters body = Parameters.read(call.body());
        Optional<ResourceId> group = group(call);
        requireAsync(call);
        requireKnown(call);
        requireNdjson(value(call, body, "_outputFormat"));
        String job = exports.start(
                call.caller(),
                settings.fhir() + path(call),
                asked(call, body),
                group,
                value(call, body, "_deidentify"));
        return FhirAnswer.empty(202, Map.of("Content-Location", settings.baseUrl() + "/exports/" + job));
    }

    private static ExportRequest asked(FhirCall call, Parameters body) {
        Set<String> types = new TreeSet<>();
        values(call, body, "_type").forEach(text -> types.addAll(List.of(text.split(",", -1))));
        types.remove("");
        return new ExportRequest(
                types,
                value(call, body, "_since").map(text -> instant("_since", text)),
                value(call, body, "_until").map(text -> instant("_until", text)),
                patients(values(call, body, "patient")),
                filters(values(call, body, "_typeFilter"), types));
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

    private static Set<String> patients(List<String> texts) {
        Set<String> patients = new TreeSet<>();
        for (String text : texts) {
            for (String reference : text.split(",", -1)) {
                Matcher matcher = PATIENT.matcher(reference);
                if (!matcher.matches()) {
                    throw Problem.at(ProblemKind.MALFORMED, "patient", "references such as Patient/1");
                }
                patients.add(matcher.group(1));
            }
        }
        if (patients.size() > MOST_PATIENTS) {
            throw Problem.at(ProblemKind.MALFORMED, "patient", "at most " + MOST_PATIENTS + "; use a Group");
        }
        return patients;
    }

    private static Map<String, List<String>> filters(List<String> texts, Set<String> types) {
        Map<String, List<String>> filters = new TreeMap<>();
        for (String text : texts) {
            for (String filter : NEXT_FILTER.split(text, -1)) {
                int mark = filter.indexOf('?');
                String type = filter.substring(0, Math.max(0, mark));
                if (type.isEmpty() || (!types.isEmpty() && !types.contains(type))) {
                    throw Problem.at(
                            ProblemKind.MALFORMED,
                            "_typeFilter",
                            "searches such as Type?parameter=value, of types in _type");
                }
                filters.computeIfAbsent(type, key -> new ArrayList<>()).add(filter.substring(mark + 1));
            }
        }
        return filters;
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

    private static Instant instant(String name, String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw Problem.at(ProblemKind.MALFORMED, name, "an instant: date, time and zone");
        }
    }
}
