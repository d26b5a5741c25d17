package org.consentry.gateway.web.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What of an answer a client can depend on. Ids that a server chose and moments are made alike. */
record EdgeAnswer(Map<String, String> facts, Set<String> elements) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> HEADERS = Set.of("ETag", "Last-Modified", "Location", "Content-Location", "Allow");

    static EdgeAnswer of(HttpResponse<String> response) {
        Map<String, String> facts = new TreeMap<>();
        facts.put("status", Integer.toString(response.statusCode()));
        for (String header : HEADERS) {
            response.headers().firstValue(header).ifPresent(value -> facts.put(header, alike(header, value)));
        }
        String type = response.headers().firstValue("Content-Type").orElse("");
        if (!response.body().isEmpty() || !type.isEmpty()) {
            facts.put("Content-Type", type.toLowerCase(java.util.Locale.ROOT).replace(" ", ""));
        }
        Set<String> elements = new TreeSet<>();
        facts.put("body", body(type, response.body(), elements));
        return new EdgeAnswer(facts, elements);
    }

    private static String alike(String header, String value) {
        return switch (header) {
            case "Last-Modified" ->
                value.matches("\\w{3}, \\d{1,2} \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT") ? "date" : value;
            case "Location", "Content-Location" -> id(value);
            default -> value;
        };
    }

    private static String id(String text) {
        return text.replaceAll("Organization/(made-\\d+|[a-z0-9]{12,40})", "Organization/ID");
    }

    private static String body(String type, String text, Set<String> elements) {
        if (text.isEmpty()) {
            return "none";
        }
        String json = type.contains("xml") ? fromXml(text) : text;
        if (!json.stripLeading().startsWith("{")) {
            return "no resource";
        }
        JsonNode node = JSON.readTree(json);
        String pretty = text.contains("\n") ? " in lines" : "";
        String kind = node.path("resourceType").asString("?");
        return switch (kind) {
            case "OperationOutcome" -> kind + " " + node.at("/issue/0/severity").asString("") + pretty;
            case "CapabilityStatement" -> kind + pretty;
            default -> {
                List<String> modes = new ArrayList<>();
                node.path("entry")
                        .forEach(e -> modes.add(e.at("/search/mode").asString("")
                                + e.at("/request/method").asString("")
                                + (node.path("type").asString("").endsWith("-response")
                                        ? e.at("/response/status").asString("")
                                        : "")
                                + e.at("/resource/meta/versionId").asString("")));
                // Versions written in the same millisecond come in any order.
                modes.sort(null);
                paths(node, kind, elements);
                yield kind + " " + node.path("type").asString("") + modes + pretty;
            }
        };
    }

    private static String fromXml(String xml) {
        IParser parser = FhirContext.forR4Cached().newXmlParser();
        return FhirContext.forR4Cached().newJsonParser().encodeResourceToString(parser.parseResource(xml));
    }

    private static void paths(JsonNode node, String path, Set<String> paths) {
        if (node.isArray()) {
            node.forEach(child -> paths(child, path, paths));
        } else if (node.isObject()) {
            node.properties().forEach(field -> paths(field.getValue(), path + "." + field.getKey(), paths));
        } else {
            paths.add(path);
        }
    }

    /** The facts that differ, as {@code what: HAPI's -> ours}. */
    List<String> against(EdgeAnswer ours) {
        Set<String> names = new TreeSet<>(facts.keySet());
        names.addAll(ours.facts.keySet());
        List<String> differences = new ArrayList<>();
        names.stream()
                .filter(name -> !facts.getOrDefault(name, "absent").equals(ours.facts.getOrDefault(name, "absent")))
                .map(name -> name + ": " + facts.getOrDefault(name, "absent") + " -> "
                        + ours.facts.getOrDefault(name, "absent"))
                .forEach(differences::add);
        if (Objects.equals(facts.get("body"), ours.facts.get("body"))) {
            elements.stream()
                    .filter(path -> !ours.elements.contains(path))
                    .forEach(path -> differences.add("lacks " + path));
            ours.elements.stream()
                    .filter(path -> !elements.contains(path))
                    .forEach(path -> differences.add("adds " + path));
        }
        return differences;
    }
}
