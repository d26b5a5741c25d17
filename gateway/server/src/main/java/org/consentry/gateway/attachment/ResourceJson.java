package org.consentry.gateway.attachment;

import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Resources as trees that come back as the same JSON: decimals keep their digits. */
final class ResourceJson {
    /** Base64 of the largest body that a door lets in, with room to spare. */
    private static final int LONGEST_TEXT = 1 << 30;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(LONGEST_TEXT)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private ResourceJson() {}

    static ObjectNode read(byte[] json) {
        try {
            if (JSON.readTree(json) instanceof ObjectNode resource) {
                return resource;
            }
        } catch (JacksonException e) {
            throw Problem.of(ProblemKind.MALFORMED, "The resource is not valid JSON");
        }
        throw Problem.of(ProblemKind.MALFORMED, "A resource is a JSON object");
    }

    static byte[] bytes(ObjectNode resource) {
        return JSON.writeValueAsBytes(resource);
    }

    static ObjectNode empty() {
        return JSON.createObjectNode();
    }
}
