package org.consentry.gateway.web.fhir.operation;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The meta of a resource, shown and changed. */
final class MetaJson {
    private static final String[] LISTS = {"profile", "security", "tag"};
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private MetaJson() {}

    /** Parameters with the meta of a resource as {@code return}. */
    static byte[] answer(byte[] resource) {
        return answer(JSON.readTree(resource).path("meta"));
    }

    private static byte[] answer(JsonNode meta) {
        ObjectNode parameters = JSON.createObjectNode().put("resourceType", "Parameters");
        // An element without content is none.
        if (!meta.isEmpty()) {
            parameters.putArray("parameter").addObject().put("name", "return").set("valueMeta", meta);
        }
        return parameters.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The same with the profiles, labels and tags of all of them, each once. */
    static byte[] answer(List<byte[]> resources) {
        ObjectNode together = JSON.createObjectNode();
        for (byte[] resource : resources) {
            JsonNode meta = JSON.readTree(resource).path("meta");
            for (String list : LISTS) {
                for (JsonNode there : meta.path(list)) {
                    if (!has(together.path(list), there)) {
                        together.withArray(list).add(there);
                    }
                }
            }
        }
        return answer(together);
    }

    /** The {@code meta} parameter of a body. */
    static JsonNode asked(byte[] body) {
        JsonNode parameters = body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
        for (JsonNode parameter : parameters.path("parameter")) {
            if (parameter.path("name").asString("").equals("meta")
                    && parameter.path("valueMeta").isObject()) {
                return parameter.path("valueMeta");
            }
        }
        throw Problem.at(ProblemKind.MALFORMED, "meta", "a parameter with a valueMeta is required");
    }

    /** The resource with the elements added that it does not have, or with those taken out. */
    static byte[] changed(byte[] json, JsonNode asked, boolean add) {
        ObjectNode resource = (ObjectNode) JSON.readTree(json);
        ObjectNode meta = resource.withObject("/meta");
        for (String list : LISTS) {
            ArrayNode kept = JSON.createArrayNode();
            for (JsonNode there : meta.path(list)) {
                if (add || !has(asked.path(list), there)) {
                    kept.add(there);
                }
            }
            if (add) {
                asked.path(list).forEach(wanted -> {
                    if (!has(kept, wanted)) {
                        kept.add(wanted);
                    }
                });
            }
            if (kept.isEmpty()) {
                meta.remove(list);
            } else {
                meta.set(list, kept);
            }
        }
        return resource.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Codings are the same when system and code are. */
    private static boolean has(JsonNode list, JsonNode wanted) {
        for (JsonNode there : list) {
            boolean same = wanted.isObject()
                    ? there.path("system").equals(wanted.path("system"))
                            && there.path("code").equals(wanted.path("code"))
                    : there.equals(wanted);
            if (same) {
                return true;
            }
        }
        return false;
    }
}
