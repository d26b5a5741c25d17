package org.consentry.gateway.web.fhir;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.web.HttpRequestHandler;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The API as an OpenAPI document, for tools that do not read CapabilityStatements. It is made from the
 * CapabilityStatement, so the two cannot differ; the doors beside FHIR are added.
 *
 * @see <a href="https://spec.openapis.org/oas/v3.1.0">OpenAPI 3.1</a>
 */
final class OpenApi implements HttpRequestHandler {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Doors that are not FHIR: path, method, what it does. */
    private static final List<List<String>> DOORS = List.of(
            List.of("/intake/hl7v2", "post", "Takes HL7 v2 messages; answers receipts and conversion reports"),
            List.of("/events", "get", "The caller's stream of Server-Sent Events"),
            List.of("/deliveries", "get", "What has been announced to the caller's member"),
            List.of("/deliveries/{id}", "get", "A one-time URI and what opens the ciphertext"),
            List.of("/deliveries/{id}/ack", "post", "Says that the content was opened"),
            List.of("/proxy/work", "get", "What a member's proxy has to do"),
            List.of("/proxy/answers", "post", "What a member's proxy did"),
            List.of("/ledger/checkpoint", "get", "The signed checkpoint of the log"),
            List.of("/ledger/proof", "get", "An inclusion proof by index or digest"),
            List.of("/ledger/entries", "get", "Entries of the caller's own record"));

    private final byte[] document;

    OpenApi(byte[] capabilities, String server) {
        JsonNode rest = JSON.readTree(capabilities).path("rest").path(0);
        ObjectNode root = JSON.createObjectNode().put("openapi", "3.1.0");
        root.putObject("info").put("title", "Consentry").put("version", "R4");
        root.putArray("servers").addObject().put("url", server);
        root.putObject("components")
                .putObject("securitySchemes")
                .putObject("bearer")
                .put("type", "http")
                .put("scheme", "bearer");
        root.putArray("security").addObject().putArray("bearer");
        ObjectNode paths = root.putObject("paths");
        operation(paths, "/fhir/metadata", "get", "The CapabilityStatement");
        operation(paths, "/fhir", "post", "A batch or a transaction");
        operation(paths, "/fhir/_history", "get", "The history of everything one may see");
        rest.path("operation")
                .forEach(operation -> operation(
                        paths,
                        "/fhir/$" + operation.path("name").asString(),
                        "post",
                        operation.path("definition").asString()));
        rest.path("resource").forEach(resource -> resource(paths, resource));
        DOORS.forEach(door -> operation(paths, door.get(0), door.get(1), door.get(2)));
        this.document = root.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void resource(ObjectNode paths, JsonNode resource) {
        String type = resource.path("type").asString();
        String all = "/fhir/" + type;
        String one = all + "/{id}";
        Map<String, List<String>> interactions = Map.of(
                "read", List.of(one, "get"),
                "vread", List.of(one + "/_history/{version}", "get"),
                "update", List.of(one, "put"),
                "patch", List.of(one, "patch"),
                "delete", List.of(one, "delete"),
                "history-instance", List.of(one + "/_history", "get"),
                "history-type", List.of(all + "/_history", "get"),
                "create", List.of(all, "post"),
                "search-type", List.of(all, "get"));
        for (JsonNode interaction : resource.path("interaction")) {
            String code = interaction.path("code").asString();
            List<String> place = interactions.getOrDefault(code, List.of());
            if (!place.isEmpty()) {
                ObjectNode made = operation(paths, place.get(0), place.get(1), "FHIR " + code + " of " + type);
                if (code.equals("search-type")) {
                    resource.path("searchParam")
                            .forEach(p -> parameter(made, p.path("name").asString(), "query"));
                }
            }
        }
        resource.path("operation")
                .forEach(operation -> operation(
                        paths,
                        all + "/$" + operation.path("name").asString(),
                        "post",
                        operation.path("definition").asString()));
    }

    private static ObjectNode operation(ObjectNode paths, String path, String method, String summary) {
        ObjectNode operation = paths.withObjectProperty(path).putObject(method);
        operation.put("summary", summary);
        for (String name : List.of("id", "version")) {
            if (path.contains("{" + name + "}")) {
                parameter(operation, name, "path").put("required", true);
            }
        }
        ObjectNode responses = operation.putObject("responses");
        responses.putObject("200").put("description", "done");
        responses.putObject("default").put("description", "an OperationOutcome");
        return operation;
    }

    private static ObjectNode parameter(ObjectNode operation, String name, String where) {
        ObjectNode parameter = operation.withArrayProperty("parameters").addObject();
        parameter.put("name", name).put("in", where.toLowerCase(Locale.ROOT));
        parameter.putObject("schema").put("type", "string");
        return parameter;
    }

    byte[] json() {
        return document.clone();
    }

    @Override
    public void handleRequest(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
            response.setHeader("Allow", "GET, HEAD");
            response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
            return;
        }
        response.setContentType("application/json;charset=UTF-8");
        response.setContentLength(document.length);
        response.getOutputStream().write(document);
    }
}
