package org.consentry.mappers.site;

import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON that knows on which line each of its values stands, so that a mistake can be pointed at. */
final class LocatedJson {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String file;
    private final JsonNode root;
    private final Map<String, Integer> lines = new HashMap<>();

    private LocatedJson(String file, JsonNode root) {
        this.file = file;
        this.root = root;
    }

    /** @throws SiteRefused when it is no JSON */
    static LocatedJson read(String file, String text) {
        try {
            LocatedJson read = new LocatedJson(file, JSON.readTree(text));
            try (JsonParser parser = JSON.createParser(text)) {
                parser.nextToken();
                read.locate("", parser);
            }
            return read;
        } catch (JacksonException e) {
            throw new SiteRefused(file, line(e), "this is no JSON: " + e.getOriginalMessage());
        }
    }

    /** The line Jackson stopped at; 0 if it does not tell. */
    static int line(JacksonException e) {
        return e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNr());
    }

    JsonNode root() {
        return root;
    }

    /** @param pointer of RFC 6901, such as {@code /assigners/NORTH} */
    SiteRefused refused(String pointer, String why) {
        return new SiteRefused(file, lines.getOrDefault(pointer, 0), why);
    }

    /** A name as part of a pointer. */
    static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private void locate(String pointer, JsonParser parser) {
        lines.put(pointer, parser.currentTokenLocation().getLineNr());
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                locate(pointer + "/" + escaped(name), parser);
            }
        } else if (parser.currentToken() == JsonToken.START_ARRAY) {
            for (int index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
                locate(pointer + "/" + index, parser);
            }
        }
    }
}
