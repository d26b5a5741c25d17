package org.consentry.gateway.record.index;

import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** Strings of the datatypes that string parameters read. */
final class TextValues {
    private static final List<String> NAME = List.of("family", "given", "prefix", "suffix", "text");
    private static final List<String> ADDRESS =
            List.of("line", "city", "district", "state", "postalCode", "country", "text");

    private TextValues() {}

    static void read(String datatype, JsonNode value, Consumer<String> sink) {
        switch (datatype) {
            case "HumanName" -> parts(NAME, value, sink);
            case "Address" -> parts(ADDRESS, value, sink);
            case "CodeableConcept" -> parts(List.of("text"), value, sink);
            default -> text(value, sink);
        }
    }

    private static void parts(List<String> fields, JsonNode value, Consumer<String> sink) {
        for (String field : fields) {
            JsonNode part = value.get(field);
            if (part != null && part.isArray()) {
                part.forEach(element -> text(element, sink));
            } else if (part != null) {
                text(part, sink);
            }
        }
    }

    private static void text(JsonNode value, Consumer<String> sink) {
        if (value.isString() && !value.stringValue().isBlank()) {
            sink.accept(value.stringValue());
        }
    }
}
