package org.consentry.mappers.terminology;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the part of a FHIR R4 ConceptMap that translates: group, element, first target. */
final class ConceptMapReader {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ConceptMapReader() {}

    /** A map shipped with this jar; empty if there is none of that name. */
    static Map<String, Concept> shipped(String id) {
        String path = "/org/consentry/mappers/conceptmap/" + id + ".json";
        try (InputStream in = ConceptMapReader.class.getResourceAsStream(path)) {
            return in == null ? Map.of() : elements(JSON.readTree(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException("The jar is damaged: " + path, e);
        }
    }

    static JsonNode tree(String json) {
        return JSON.readTree(json);
    }

    static Map<String, Concept> elements(JsonNode conceptMap) {
        Map<String, Concept> map = new HashMap<>();
        for (JsonNode group : conceptMap.path("group")) {
            String system = group.path("target").asString("");
            for (JsonNode element : group.path("element")) {
                JsonNode target = element.path("target").path(0);
                if (target.has("code")) {
                    map.putIfAbsent(element.path("code").asString(""), concept(system, target));
                }
            }
        }
        return Map.copyOf(map);
    }

    private static Concept concept(String system, JsonNode target) {
        @Nullable
        String display = target.has("display") ? target.path("display").asString("") : null;
        return new Concept(system, target.path("code").asString(""), display);
    }
}
