package org.consentry.gateway.web.export;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.consentry.gateway.export.view.ViewDefinitions;
import org.consentry.gateway.export.view.ViewDefinitions.Kept;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import org.consentry.gateway.web.fhir.AdditionalType;
import org.consentry.gateway.web.fhir.FhirAnswer;
import org.consentry.gateway.web.fhir.FhirCall;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /fhir/ViewDefinition}: create, read, update, delete, and search by {@code name}, {@code url} and
 * {@code resource}. What is kept here is named by {@code viewReference}.
 *
 * @see <a href="https://sql-on-fhir.org/ig/StructureDefinition-ViewDefinition.html">ViewDefinition</a>
 */
@Component
class ViewDefinitionType implements AdditionalType {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String ID = "[A-Za-z0-9\\-.]{1,64}";
    private static final Set<String> SEARCHED = Set.of("name", "url", "resource");
    private static final Set<String> GENERAL = Set.of("_format", "_pretty", "_count");

    private final ViewDefinitions views;

    ViewDefinitionType(ViewDefinitions views) {
        this.views = views;
    }

    @Override
    public String type() {
        return "ViewDefinition";
    }

    @Override
    public FhirAnswer handle(FhirCall call) {
        Optional<String> id = call.id();
        id.filter(text -> !text.matches(ID)).ifPresent(text -> {
            throw Problem.at(ProblemKind.MALFORMED, "ViewDefinition.id", "1 to 64 letters, digits, '-' or '.'");
        });
        return switch (call.method() + (id.isPresent() ? " one" : "")) {
            case "GET" -> search(call);
            case "POST" -> kept(call, UUID.randomUUID().toString());
            case "GET one" -> answer(200, call, found(call));
            case "PUT one" -> kept(call, call.id().orElseThrow());
            case "DELETE one" -> {
                views.remove(call.caller(), call.id().orElseThrow());
                yield FhirAnswer.empty(204, Map.of());
            }
            default -> throw Problem.of(ProblemKind.METHOD_NOT_ALLOWED, "This method has no meaning at this URL");
        };
    }

    private Kept found(FhirCall call) {
        return views.find(call.caller(), call.id().orElseThrow())
                .orElseThrow(() -> Problem.of(ProblemKind.NOT_FOUND, "No such ViewDefinition"));
    }

    private FhirAnswer kept(FhirCall call, String id) {
        Optional<Kept> former = views.find(call.caller(), id);
        Optional<String> match = call.header("if-match");
        if (match.isPresent() && !match.equals(former.map(ViewDefinitionType::tag))) {
            throw Problem.of(ProblemKind.STALE, "The ViewDefinition has another version");
        }
        return answer(former.isPresent() ? 200 : 201, call, views.keep(call.caller(), id, call.body()));
    }

    private FhirAnswer search(FhirCall call) {
        Set<String> unknown = new java.util.TreeSet<>(call.parameters().keySet());
        unknown.removeAll(SEARCHED);
        unknown.removeAll(GENERAL);
        if (!unknown.isEmpty()) {
            throw Problem.at(ProblemKind.NOT_SUPPORTED, "ViewDefinition", "supported here: name, resource, url");
        }
        List<Kept> found = views.all(call.caller()).stream()
                .filter(view -> SEARCHED.stream().allMatch(name -> call.parameter(name)
                        .map(view.text(name)::equals)
                        .orElse(true)))
                .toList();
        ObjectNode bundle =
                JSON.createObjectNode().put("resourceType", "Bundle").put("type", "searchset");
        bundle.put("total", found.size());
        ArrayNode entries = bundle.putArray("entry");
        for (Kept view : found) {
            ObjectNode entry = entries.addObject().put("fullUrl", url(call, view));
            entry.set("resource", JSON.readTree(view.json()));
            entry.putObject("search").put("mode", "match");
        }
        return FhirAnswer.json(200, bundle.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static FhirAnswer answer(int status, FhirCall call, Kept view) {
        Map<String, String> headers = status == 201
                ? Map.of("ETag", tag(view), "Location", url(call, view) + "/_history/" + view.version())
                : Map.of("ETag", tag(view));
        return new FhirAnswer(
                status, headers, new FhirAnswer.Body.Json(view.json().getBytes(StandardCharsets.UTF_8)));
    }

    private static String url(FhirCall call, Kept view) {
        return call.fhirBase() + "/ViewDefinition/" + view.id();
    }

    private static String tag(Kept view) {
        return "W/\"" + view.version() + "\"";
    }
}
