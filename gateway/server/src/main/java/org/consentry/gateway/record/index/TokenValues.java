package org.consentry.gateway.record.index;

import java.util.Locale;
import java.util.function.Consumer;
import org.consentry.gateway.record.definition.SearchParameter;
import tools.jackson.databind.JsonNode;

/**
 * Codes of the datatypes that token parameters read.
 *
 * @see <a href="https://hl7.org/fhir/R4/search.html#token">search.html#token</a>
 */
public final class TokenValues {
    /** Takes a code and its system, which may be empty. */
    interface Sink {
        void token(String code, String system);
    }

    private TokenValues() {}

    static void read(String datatype, JsonNode value, Sink sink) {
        switch (datatype) {
            case "CodeableConcept" -> {
                for (JsonNode coding : value.path("coding")) {
                    pair(coding, "code", sink);
                }
            }
            case "Coding" -> pair(value, "code", sink);
            case "Identifier" -> pair(value, "value", sink);
            case "ContactPoint" -> contact(value, sink);
            default -> {
                if (value.isValueNode()) {
                    sink.token(value.asString(), "");
                }
            }
        }
    }

    private static void pair(JsonNode value, String field, Sink sink) {
        String code = value.path(field).stringValue("");
        if (!code.isEmpty()) {
            sink.token(code, value.path("system").stringValue(""));
        }
    }

    private static void contact(JsonNode value, Sink sink) {
        String address = value.path("value").stringValue("");
        if (!address.isEmpty()) {
            sink.token(comparable(address), value.path("system").stringValue(""));
        }
    }

    /** E-mail addresses compare without case. */
    private static String comparable(String address) {
        return address.indexOf('@') < 0 ? address : address.toLowerCase(Locale.ROOT);
    }

    /** A code as it is asked for, in the form in which it is indexed. */
    public static String asked(SearchParameter parameter, String code) {
        boolean contact =
                parameter.paths().stream().anyMatch(path -> path.datatype().equals("ContactPoint"));
        return contact ? comparable(code) : code;
    }

    /** The texts that stand beside codes, for {@code :text}. */
    public static void texts(String datatype, JsonNode value, Consumer<String> sink) {
        switch (datatype) {
            case "CodeableConcept" -> {
                text(value, "text", sink);
                value.path("coding").forEach(coding -> text(coding, "display", sink));
            }
            case "Coding" -> text(value, "display", sink);
            case "Identifier" -> texts("CodeableConcept", value.path("type"), sink);
            default -> {
                // Nothing stands beside them.
            }
        }
    }

    private static void text(JsonNode value, String field, Consumer<String> sink) {
        String text = value.path(field).stringValue("");
        if (!text.isEmpty()) {
            sink.accept(text);
        }
    }
}
