package org.consentry.mappers.deidentify;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The policy {@code identified}: everything passes, with the policy's tag. */
final class Identified {
    private Identified() {}

    static byte[] tagged(ObjectNode resource, Policy policy) {
        JsonNode meta = resource.get("meta");
        ObjectNode tagged = meta instanceof ObjectNode object ? object : resource.putObject("meta");
        JsonNode security = tagged.get("security");
        ArrayNode labels = security instanceof ArrayNode array ? array : tagged.putArray("security");
        labels.addObject().put("system", Policy.SYSTEM).put("code", policy.name());
        return Json.MAPPER.writeValueAsBytes(resource);
    }
}
