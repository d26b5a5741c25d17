package org.consentry.gateway.web.fhir.operation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.consentry.gateway.identity.Caller;
import org.consentry.gateway.web.fhir.Authors;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The transaction that a message comes to. Ids of the sender's mean nothing here: what has a business identifier is put
 * where that identifier is, the rest is created.
 */
final class MessageTransaction {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private MessageTransaction() {}

    /** The id that a sender's header is kept under. */
    static String headerId(Caller caller, String id) {
        try {
            String name = Authors.of(caller).source().value() + "\n" + id;
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 20);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static byte[] of(JsonNode message, String headerId) {
        ObjectNode transaction =
                JSON.createObjectNode().put("resourceType", "Bundle").put("type", "transaction");
        ArrayNode entries = transaction.putArray("entry");
        boolean first = true;
        for (JsonNode entry : message.path("entry")) {
            if (entry.path("resource") instanceof ObjectNode resource) {
                ObjectNode made = entries.addObject();
                made.put("fullUrl", fullUrl(entry, resource));
                ObjectNode content = resource.deepCopy();
                content.remove("id");
                made.set("resource", first ? content.put("id", headerId) : content);
                request(made.putObject("request"), resource, first ? headerId : "");
            }
            first = false;
        }
        return transaction.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void request(ObjectNode request, ObjectNode resource, String id) {
        String type = resource.path("resourceType").asString("");
        JsonNode identifier = resource.path("identifier");
        JsonNode one = identifier.isArray() ? identifier.path(0) : identifier;
        String value = one.path("value").asString("");
        if (!id.isEmpty()) {
            request.put("method", "PUT").put("url", type + "/" + id);
        } else if (value.isEmpty()) {
            request.put("method", "POST").put("url", type);
        } else {
            String system = one.path("system").asString("");
            request.put("method", "PUT")
                    .put(
                            "url",
                            type + "?identifier=" + (system.isEmpty() ? "" : QueryText.of(system) + "%7C")
                                    + QueryText.of(value));
        }
    }

    /** Entries without a name of their own are called by type and id, as references within the message call them. */
    private static String fullUrl(JsonNode entry, ObjectNode resource) {
        String given = entry.path("fullUrl").asString("");
        return given.isEmpty()
                ? resource.path("resourceType").asString("") + "/"
                        + resource.path("id").asString("")
                : given;
    }
}
