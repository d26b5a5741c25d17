package org.consentry.gateway.web.fhir;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A Bundle without the resources in it: what is needed to answer a transaction, whose resources the store reads. */
final class Outline {
    private Outline() {}

    static ObjectNode of(ObjectReader json, byte[] body) {
        try (JsonParser parser = json.createParser(body)) {
            parser.nextToken();
            return object(json, parser, "entry");
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
