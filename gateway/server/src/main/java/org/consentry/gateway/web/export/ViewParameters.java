package org.consentry.gateway.web.export;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.consentry.gateway.export.ExportFormat;
import org.consentry.gateway.export.ExportRequest;
import org.consentry.gateway.export.ExportShape;
import org.consentry.gateway.export.KickOff;
import org.consentry.gateway.export.view.ViewDefinitions;
import org.consentry.gateway.export.view.ViewRuns;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.record.ResourceId;
import org.consentry.gateway.web.fhir.FhirCall;
import org.consentry.gateway.web.fhir.OperationShape;
import org.consentry.gateway.web.fhir.Parameters;
import org.consentry.mappers.view.ViewDefinition;

/**
 * The parameters that running and exporting views share.
 *
 * @see <a href="https://sql-on-fhir.org/ig/OperationDefinition-ViewDefinitionRun.html">$viewdefinition-run</a>
 */
final class ViewParameters {
    private static final String ID = "[A-Za-z0-9\\-.]{1,64}";
    private static final String VIEW_NAME = "[A-Za-z][A-Za-z0-9_-]{0,63}";

    private static final Set<String> GENERAL =
            Set.of("_format", "_pretty", "_since", "_deidentify", "patient", "group");

    private final FhirCall call;
    private final ViewDefinitions views;
    private final Parameters body;

    ViewParameters(FhirCall call, ViewDefinitions views) {
        boolean kept = call.id().isPresent();
        if (!call.method().equals("POST") && !(kept && call.method().equals("GET"))) {
            throw Problem.of(ProblemKind.METHOD_NOT_ALLOWED, "Views that are not kept here are sent by POST");
        }
        this.call = call;
        this.views = views;
        this.body = Parameters.read(call.body());
    }

    /** An operation on views, with the definition that SQL on FHIR gives it. */
    static OperationShape onViews(OperationShape shape) {
        return shape.on("ViewDefinition")
                .definedAt("http://sql-on-fhir.org/OperationDefinition/$" + shape.name())
                .producing("ndjson", "csv", "parquet");
    }

    /** @throws Problem NOT_SUPPORTED naming the first parameter that is none of these */
    void requireOnly(Set<String> known) {
        Set<String> asked = new TreeSet<>(call.parameters().keySet());
        asked.addAll(body.names());
        asked.removeAll(known);
        asked.removeAll(GENERAL);
        if (!asked.isEmpty()) {
            String first = asked.iterator().next();
            throw Problem.at(
                    ProblemKind.NOT_SUPPORTED,
                    first.matches(VIEW_NAME) ? first : "parameter",
                    "supported here: " + String.join(", ", new TreeSet<>(known)));
        }
    }

    /** Whether a CSV table begins with the columns' names. */
    boolean isHeaded() {
        String header = value("header").orElse("true");
        if (!header.equals("true") && !header.equals("false")) {
            throw Problem.at(ProblemKind.MALFORMED, "header", "true or false");
        }
        return header.equals("true");
    }

    /** Whether the URL names the view. */
    boolean isOfOne() {
        return call.id().isPresent();
    }

    Parameters body() {
        return body;
    }

    Optional<String> value(String name) {
        return call.parameter(name).or(() -> body.text(name));
    }

    /** The view in parameters that hold or name one. @throws Problem naming what is wrong with it */
    ExportShape.View view(Parameters holder, String fallback) {
        String definition = definition(holder);
        ViewRuns.compiled(definition);
        String name = holder.text("name").orElse(fallback);
        if (!name.matches(VIEW_NAME)) {
            throw Problem.at(ProblemKind.MALFORMED, "name", "letters, digits, '-' and '_', a letter first");
        }
        return new ExportShape.View(name, definition);
    }

    /** The view of the URL, or the one that is sent, or the one that is kept here and named by reference or canonical. */
    private String definition(Parameters holder) {
        Optional<String> named = call.id().map(id -> "ViewDefinition/" + id).or(() -> holder.text("viewReference"));
        Optional<String> sent = holder.resource("viewResource").map(bytes -> new String(bytes, StandardCharsets.UTF_8));
        if (named.isPresent() && sent.isPresent()) {
            throw Problem.at(ProblemKind.MALFORMED, "viewReference", "either viewResource or viewReference");
        }
        return sent.or(() -> named.map(this::kept))
                .orElseThrow(() -> Problem.at(
                        ProblemKind.MALFORMED, "viewResource", "a ViewDefinition, or a viewReference to one"));
    }

    private String kept(String reference) {
        String local = reference.startsWith(call.fhirBase() + "/")
                ? reference.substring(call.fhirBase().length() + 1)
                : reference;
        return views.all(call.caller()).stream()
                .filter(view -> local.equals("ViewDefinition/" + view.id())
                        || view.text("url").equals(reference))
                .findFirst()
                .orElseThrow(() -> Problem.at(ProblemKind.NOT_FOUND, "viewReference", "no such ViewDefinition"))
                .json();
    }

    ExportFormat format() {
        Optional<String> asked = value("_format");
        if (asked.isPresent()) {
            return ExportFormat.named(asked.get())
                    .orElseThrow(
                            () -> Problem.at(ProblemKind.NOT_SUPPORTED, "_format", "ndjson, csv, json or parquet"));
        }
        for (String range : call.header("accept").orElse("").split(",", -1)) {
            String media = range.replaceFirst(";.*", "").strip();
            Optional<ExportFormat> format =
                    media.startsWith("application/json") ? Optional.empty() : ExportFormat.named(media);
            if (format.isPresent()) {
                return format.get();
            }
        }
        return ExportFormat.NDJSON;
    }

    /** What a job, or a run, over the store is about. */
    KickOff kickOff(String requestUrl, List<ExportShape.View> views) {
        Set<String> types = new LinkedHashSet<>();
        for (ExportShape.View view : views) {
            ViewDefinition compiled = ViewRuns.compiled(view.definition());
            types.add(compiled.resource());
        }
        ExportRequest asked = new ExportRequest(
                types,
                value("_since").map(ViewParameters::instant),
                Optional.empty(),
                patients(),
                Set.of(),
                Map.of(),
                Set.of(),
                new ExportShape(format(), Set.of(), views),
                List.of());
        return new KickOff(requestUrl, asked, group(), value("_deidentify"), KickOff.Handling.STRICT);
    }

    Set<String> patients() {
        List<String> texts = new ArrayList<>(call.parameters().getOrDefault("patient", List.of()));
        texts.addAll(body.texts("patient"));
        Set<String> patients = new LinkedHashSet<>();
        for (String text : texts) {
            patients.add(id("Patient", text));
        }
        return patients;
    }

    private Optional<ResourceId> group() {
        return value("group").map(text -> new ResourceId("Group", id("Group", text)));
    }

    private static String id(String type, String reference) {
        String id = reference.startsWith(type + "/") ? reference.substring(type.length() + 1) : reference;
        if (!id.matches(ID)) {
            throw Problem.at(ProblemKind.MALFORMED, type.toLowerCase(java.util.Locale.ROOT), "such as " + type + "/1");
        }
        return id;
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text.strip().replace(' ', '+')).toInstant();
        } catch (DateTimeParseException e) {
            throw Problem.at(ProblemKind.MALFORMED, "_since", "an instant: date, time and zone");
        }
    }
}
