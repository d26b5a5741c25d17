package org.consentry.gateway.web.export;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.consentry.gateway.export.ExportFormat;
import org.consentry.gateway.export.ExportRequest;
import org.consentry.gateway.export.ExportRequest.Associated;
import org.consentry.gateway.export.ExportShape;
import org.consentry.gateway.export.KickOff.Handling;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.Parameters;

/**
 * The parameters of a kick-off, from its query and its body. With {@code handling=lenient} what is not supported is left
 * out and told of; without, it is refused. What is malformed is refused always.
 */
final class AskedParameters {
    private static final Set<String> KNOWN = Set.of(
            "_type",
            "_typeFilter",
            "_since",
            "_until",
            "_outputFormat",
            "_elements",
            "patient",
            "includeAssociatedData",
            "_deidentify",
            "allowPartialManifests",
            "_format",
            "_pretty");
    private static final Pattern NEXT_FILTER = Pattern.compile(",(?=[A-Z][A-Za-z]+\\?)");
    private static final Pattern PATIENT = Pattern.compile("(?:Patient/)?([A-Za-z0-9\\-.]{1,64})");
    private static final Pattern ELEMENT = Pattern.compile("(?:[A-Z][A-Za-z]{1,63}\\.)?[a-z][A-Za-z]{0,63}");
    private static final Pattern NAME = Pattern.compile("_?[A-Za-z][A-Za-z0-9_-]{0,40}");

    /** Of those that may be said once: two of them would leave open which one counts. */
    private static final Set<String> ONCE =
            Set.of("_since", "_until", "_outputFormat", "_deidentify", "allowPartialManifests");

    private static final int MOST_PATIENTS = 10_000;
    private static final int MOST_VALUES = 500;

    private final FhirCall call;
    private final Parameters body;
    private final Handling handling;
    private final List<String> notes = new ArrayList<>();

    private AskedParameters(FhirCall call, Parameters body, Handling handling) {
        this.call = call;
        this.body = body;
        this.handling = handling;
    }

    /**
     * @throws Problem MALFORMED without {@code Prefer: respond-async}; NOT_SUPPORTED for an unknown parameter, and for
     *     patients of an export of the system
     */
    static AskedParameters of(FhirCall call) {
        Set<String> preferred = preferred(call);
        if (!preferred.contains("respond-async")) {
            throw Problem.at(ProblemKind.MALFORMED, "Prefer", "bulk exports need 'Prefer: respond-async'");
        }
        AskedParameters parameters = new AskedParameters(
                call,
                Parameters.read(call.body()),
                preferred.contains("handling=lenient") ? Handling.LENIENT : Handling.STRICT);
        parameters.requireKnown();
        return parameters;
    }

    private static Set<String> preferred(FhirCall call) {
        Set<String> preferred = new TreeSet<>();
        for (String part : call.header("prefer").orElse("").split("[;,]", -1)) {
            preferred.add(part.strip().toLowerCase(Locale.ROOT));
        }
        return preferred;
    }

    Handling handling() {
        return handling;
    }

    ExportRequest request() {
        Set<String> types = new TreeSet<>(listed("_type"));
        return new ExportRequest(
                types,
                value("_since").map(text -> instant("_since", text)),
                value("_until").map(text -> instant("_until", text)),
                patients(),
                Set.of(),
                filters(types),
                associated(),
                new ExportShape(format(), elements(), List.of()),
                notes);
    }

    Optional<String> value(String name) {
        return values(name).stream().findFirst();
    }

    private List<String> values(String name) {
        List<String> values = new ArrayList<>(call.parameters().getOrDefault(name, List.of()));
        values.addAll(body.texts(name));
        if (values.size() > MOST_VALUES && !name.equals("patient")) {
            throw Problem.at(ProblemKind.MALFORMED, name, "at most " + MOST_VALUES);
        }
        return values;
    }

    /** Values that may come one by one or with commas between them. */
    private Set<String> listed(String name) {
        Set<String> listed = new LinkedHashSet<>();
        values(name).forEach(text -> listed.addAll(Arrays.asList(text.strip().split("\\s*,\\s*", -1))));
        listed.remove("");
        return listed;
    }

    private void requireKnown() {
        Set<String> asked = new TreeSet<>(call.parameters().keySet());
        asked.addAll(body.names());
        for (String name : asked) {
            if (!KNOWN.contains(name)) {
                String shown = NAME.matcher(name).matches() ? name : "a parameter";
                unsupported(shown, "supported here: " + String.join(", ", new TreeSet<>(KNOWN)));
            }
        }
        asked.retainAll(KNOWN);
        for (String name : asked) {
            requireValues(name);
        }
        if (asked.contains("patient") && call.type().isEmpty()) {
            throw Problem.at(ProblemKind.NOT_SUPPORTED, "patient", "is for exports of Patient or of a Group");
        }
    }

    /**
     * A parameter of a body that says nothing would, left out, ask for more than whoever sent it meant. One manifest is what
     * every client understands, so whether several would be understood makes no difference.
     */
    private void requireValues(String name) {
        long said = body.texts(name).stream().filter(text -> !text.isBlank()).count();
        if (said != body.names().stream().filter(name::equals).count()) {
            throw Problem.at(ProblemKind.MALFORMED, name, "a value of the type that this parameter has");
        }
        if (ONCE.contains(name) && values(name).size() > 1) {
            throw Problem.at(ProblemKind.MALFORMED, name, "once");
        }
        if (name.equals("allowPartialManifests")
                && !value(name).map(Set.of("true", "false")::contains).orElse(true)) {
            throw Problem.at(ProblemKind.MALFORMED, name, "true or false");
        }
    }

    private void unsupported(String name, String rule) {
        if (handling == Handling.STRICT) {
            throw Problem.at(ProblemKind.NOT_SUPPORTED, name, rule);
        }
        notes.add(name + " was left out; " + rule);
    }

    private ExportFormat format() {
        Optional<String> asked = value("_outputFormat");
        Optional<ExportFormat> format = asked.flatMap(ExportFormat::named)
                .filter(found -> found == ExportFormat.NDJSON || found == ExportFormat.PARQUET);
        if (asked.isPresent() && format.isEmpty()) {
            unsupported("_outputFormat", "application/fhir+ndjson or application/vnd.apache.parquet");
        }
        return format.orElse(ExportFormat.NDJSON);
    }

    private Set<String> elements() {
        Set<String> elements = listed("_elements");
        for (String element : elements) {
            if (!ELEMENT.matcher(element).matches()) {
                throw Problem.at(ProblemKind.MALFORMED, "_elements", "names such as status or Patient.gender");
            }
        }
        return elements;
    }

    private Set<Associated> associated() {
        Set<Associated> associated = new LinkedHashSet<>();
        for (String text : listed("includeAssociatedData")) {
            switch (text) {
                case "LatestProvenanceResources" -> associated.add(Associated.LATEST_PROVENANCE);
                case "RelevantProvenanceResources" -> associated.add(Associated.RELEVANT_PROVENANCE);
                default ->
                    unsupported("includeAssociatedData", "LatestProvenanceResources or RelevantProvenanceResources");
            }
        }
        return associated;
    }

    private Set<String> patients() {
        Set<String> patients = new TreeSet<>();
        for (String reference : listed("patient")) {
            Matcher matcher = PATIENT.matcher(reference);
            if (!matcher.matches()) {
                throw Problem.at(ProblemKind.MALFORMED, "patient", "references such as Patient/1");
            }
            patients.add(matcher.group(1));
        }
        if (patients.size() > MOST_PATIENTS) {
            throw Problem.at(ProblemKind.MALFORMED, "patient", "at most " + MOST_PATIENTS + "; use a Group");
        }
        return patients;
    }

    private Map<String, List<String>> filters(Set<String> types) {
        Map<String, List<String>> filters = new TreeMap<>();
        for (String text : values("_typeFilter")) {
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

    /** A plus sign that was not encoded arrives as a space. */
    private static Instant instant(String name, String text) {
        try {
            return OffsetDateTime.parse(text.strip().replace(' ', '+')).toInstant();
        } catch (DateTimeParseException e) {
            throw Problem.at(ProblemKind.MALFORMED, name, "an instant: date, time and zone");
        }
    }
}
