package org.consentry.gateway.web.fhir;

import java.util.List;
import org.consentry.gateway.problem.Problem;
import org.consentry.gateway.problem.ProblemKind;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A Bundle without the resources in it: what is needed to answer a transaction, whose resources the store reads. */
final class Outline {
    private static final List<String> CONDITIONS =
            List.of("method", "url", "ifNoneMatch", "ifModifiedSince", "ifMatch", "ifNoneExist");

    private Outline() {}

    static ObjectNode of(ObjectReader json, byte[] body) {
        try (JsonParser parser = json.createParser(body)) {
            parser.nextToken();
            return object(json, parser, "entry");
        }
    }

    /**
     * Checks what decides how entries are understood: a condition of another type than text must not count as none.
     *
     * @throws Problem MALFORMED naming the element
     */
    static void check(JsonNode bundle) {
        if (bundle.has("entry") && !bundle.path("entry").isArray()) {
            throw Problem.at(ProblemKind.MALFORMED, "Bundle.entry", "must be a list");
        }
        int index = 0;
        for (JsonNode entry : bundle.path("entry")) {
            String place = "Bundle.entry[" + index++ + "]";
            text(entry, "fullUrl", place);
            for (String field : CONDITIONS) {
                text(entry.path("request"), field, place + ".request");
            }
        }
    }

    private static void text(JsonNode object, String field, String place) {
        if (object.has(field) && !object.path(field).isString()) {
            throw Problem.at(ProblemKind.MALFORMED, place + "." + field, "must be text");
        }
    }

    /** Reads an object at whose start the parser is; the list of that name holds entries. */
    private static ObjectNode object(ObjectReader json, JsonParser parser, String list) {
        ObjectNode object = json.createObjectNode();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("resource")) {
                parser.skipChildren();
            } else if (name.equals(list) && value == JsonToken.START_ARRAY) {
                object.set(name, entries(json, parser));
            } else {
                object.set(name, json.readTree(parser));
            }
        }
        return object;
    }

    private static ArrayNode entries(ObjectReader json, JsonParser parser) {
        ArrayNode entries = json.createArrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                entries.add(object(json, parser, ""));
            } else {
                entries.add(json.readTree(parser));
            }
        }
        return entries;
    }
}
