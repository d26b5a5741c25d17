package org.consentry.mappers.fhirversion;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** A value of each primitive type that stands nowhere else. */
final class Sentinels {

    private Sentinels() {}

    /** Null if the type is no primitive. */
    static @Nullable String text(String type, int number) {
        String day = "18%02d-%02d-%02d".formatted(number / 336 % 100, number / 28 % 12 + 1, number % 28 + 1);
        return switch (type) {
            case "string", "markdown" -> "Zq" + number;
            case "code", "id" -> "zq-" + number;
            case "uri" -> "http://example.org/zq" + number;
            case "oid" -> "urn:oid:1.2.840." + number;
            case "boolean" -> "true";
            case "integer", "positiveInt", "unsignedInt" -> String.valueOf(730_000 + number);
            case "decimal" -> "0." + (730_000 + number);
            case "date" -> day;
            case "dateTime", "instant" -> day + "T01:02:03Z";
            case "time" -> "%02d:%02d:%02d".formatted(number / 3600 % 24, number / 60 % 60, number % 60);
            case "base64Binary" -> "Zq%04dAA".formatted(number);
            default -> null;
        };
    }

    static JsonNode node(String type, String text) {
        return switch (type) {
            case "boolean" -> JsonNodeFactory.instance.booleanNode(Boolean.parseBoolean(text));
            case "integer", "positiveInt", "unsignedInt", "decimal" ->
                JsonNodeFactory.instance.numberNode(new BigDecimal(text));
            default -> JsonNodeFactory.instance.stringNode(text);
        };
    }
}
